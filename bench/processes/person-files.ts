// What the bench of files has a person do: store one, save one, serve them by HTTP, and watch the memory meanwhile.
import type { CallContext, FileId, Handlers, RefText } from '../../src/core/contract/index.ts'
import { createEngineFiles } from '../../src/core/handlers/index.ts'
import type { OpenHome } from '../../src/core/open-home.ts'
import { ChosenPlaces } from '../../src/main/host/chosen-places.ts'
import { openFileServer } from '../../src/main/host/file-server.ts'
import { monotonicMs } from './tasks.ts'

const calling: CallContext = { signal: new AbortController().signal }
const LOOK_EVERY_MS = 100

export interface StoredFile {
  file: FileId
  passedMs: number
}

/** How much more memory the process had at its highest, in bytes. */
export interface Growth {
  /** Than when the watch began. */
  bytes: number
  /** In the second half of the watch than in the first: what grows with the size of a file shows here. */
  laterBytes: number
}

let looks: number[] = []
let looking: NodeJS.Timeout | null = null

function look(): void {
  looks.push(process.memoryUsage.rss())
}

function growthOf(all: readonly number[]): Growth {
  const half = Math.ceil(all.length / 2)
  const [before, later] = [Math.max(...all.slice(0, half)), Math.max(...all.slice(half))]
  return { bytes: Math.max(before, later) - all[0]!, laterBytes: Math.max(0, later - before) }
}

export function createFileTasks(handlers: Handlers, home: () => OpenHome) {
  return {
    storeFile: async (path: string): Promise<StoredFile> => {
      const startedAt = monotonicMs()
      const { file } = await handlers.files.add({ path }, calling)
      return { file, passedMs: monotonicMs() - startedAt }
    },
    /** All that a letter attaches, into a folder: milliseconds until it lies there. */
    timeSave: async (order: { ref: RefText; folder: string }) => {
      const startedAt = monotonicMs()
      await handlers.files.save({ ...order, waitMs: 10_000 }, calling)
      return monotonicMs() - startedAt
    },
    attachedTo: async (ref: RefText): Promise<FileId> =>
      (await handlers.letters.read({ ref, waitMs: 10_000 }, calling)).attachments[0]!.file,
    /** Where its files are had by HTTP, and what must be said there. */
    serveFiles: async () => (await openFileServer(createEngineFiles(home), new ChosenPlaces())).endpoint,
    /** Everything that came over all wires since they were made. */
    countBytesIn: () =>
      home()
        .peers.list()
        .reduce((sum, { bytes }) => sum + bytes.in, 0),
    watchMemory: () => {
      looks = []
      look()
      looking = setInterval(look, LOOK_EVERY_MS)
    },
    endWatch: (): Growth => {
      look()
      if (looking !== null) clearInterval(looking)
      return growthOf(looks)
    },
  }
}
