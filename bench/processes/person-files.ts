// The tasks of a person for the bench of files: store a file, save one, serve files over HTTP, and
// watch memory.
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

/** How much the peak memory of the process grew, in bytes. */
export interface Growth {
  /** Compared with the start of the watch. */
  bytes: number
  /** The second half compared with the first. Memory that grows with the file's size shows here. */
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
    /**
     * Saves all attachments of a letter into a folder. Returns the milliseconds until they are
     * there.
     */
    timeSave: async (order: { ref: RefText; folder: string }) => {
      const startedAt = monotonicMs()
      await handlers.files.save({ ...order, waitMs: 10_000 }, calling)
      return monotonicMs() - startedAt
    },
    attachedTo: async (ref: RefText): Promise<FileId> =>
      (await handlers.letters.read({ ref, waitMs: 10_000 }, calling)).attachments[0]!.file,
    /** Starts the HTTP server of files and returns its port and secret. */
    serveFiles: async () => (await openFileServer(createEngineFiles(home), new ChosenPlaces())).endpoint,
    /** All bytes received on the current connections. */
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
