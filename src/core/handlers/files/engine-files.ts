// The bytes of files, for a host that takes and serves them by HTTP. No door of the contract offers this: its frames are too small.
import { tmpdir } from 'node:os'
import type { Writable } from 'node:stream'
import { fromHex } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import { decideOpening, type Opening } from '../../contract/file-opening.ts'
import type { AddedFile, FileKind, ImportReport } from '../../contract/index.ts'
import { decideFileName, SourceStream, type Added, type Sealing } from '../../files/index.ts'
import { tellAdded } from './file-handlers.ts'
import { openMailPart } from '../letters/mail-part.ts'
import { ReceivedFile } from '../../received-file.ts'
import { partyOf } from '../../contract-ids.ts'
import { createPortableFiles } from '../home/portable-files.ts'
import type { OpenHome } from '../../open-home.ts'
import { kindOfType, type FilePreview } from '../../store/index.ts'

/** A file as a page sends it. */
export interface SentFile {
  name: string
  /** Bytes that `body` gives. */
  size: number
  /** 16 bytes in hex: what it is paused and cancelled by. Drawn by whoever sends it. */
  sealing: string
  body: AsyncIterable<Uint8Array>
}

export interface EngineFiles {
  /**
   * Stores a file that comes by a stream; resolves when it is on disk.
   * @throws INVALID (not of that length), TOO_LARGE, NO_SPACE, CANCELLED, NO_PERSON, LOCKED
   */
  add(file: SentFile): Promise<AddedFile>
  /** Stores a file of this machine, as `add` does; what an earlier end interrupted is gone on with. @throws NOT_FOUND, and as `add` */
  addFromPath(file: { path: string; sealing: string }): Promise<AddedFile>
  /**
   * A file by its id, when its first chunk was fetched and checked.
   * @throws NOT_FOUND, NO_PERSON, LOCKED, ALTERED, AUTHOR_AWAY, UNREACHABLE, CANCELLED
   */
  open(id: string, wait: { waitMs: number; signal: AbortSignal }): Promise<OpenedFile>
  /**
   * What is selected (nothing said is everything) as one .zip, written as it is made; ends the stream.
   * @throws INVALID, NOT_FOUND, AMBIGUOUS, NO_PERSON, LOCKED; what it gives throws NO_SPACE, CANCELLED
   */
  exportZip(
    selection: Record<string, string>,
  ): Promise<(output: Writable, signal: AbortSignal) => Promise<void>>
  /** Keeps a file for the one call that reads it by its path next; also in an empty home. @throws NO_SPACE, CANCELLED */
  receive(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string>
  /** Takes in a file as `portable.import` does one by its path. @throws as that, and CANCELLED when the stream ends early */
  importFile(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<ImportReport>
}

export interface OpenedFile {
  /** Harmless as it is. */
  name: string
  size: number
  /** Media type by content. */
  type: string
  kind: FileKind
  /** Whether another program may open it, by what is in it and what its author called it. */
  outside: Opening['outside']
  /** Who stored it, by name; null for oneself. */
  from: string | null
  /** From `start` to before `end`; each chunk is verified before any of it is given. @throws as `open` */
  read(start: number, end: number): AsyncIterable<Uint8Array>
  close(): void
}

const SEALING_FORM = /^[0-9a-f]{32}$/

/** Chunks fetched before they are taken: a quarter of a megabyte, which is all that a seek can waste. */
const AHEAD_OF_STREAM = 4

/** `onAdded` is told of what a page has stored; what only passes through lies in a folder of its own in `passing`, and goes with it. */
export function createEngineFiles(
  open: () => OpenHome,
  onAdded: (file: AddedFile) => void = () => undefined,
  passing: string = tmpdir(),
  received = new ReceivedFile(passing),
): EngineFiles {
  const adding = async (add: (sealing: Sealing) => Promise<Added>): Promise<AddedFile> => {
    const home = open()
    const added = tellAdded(home, await add(home.files.sealing))
    onAdded(added)
    return added
  }
  return {
    ...createPortableFiles(open, passing),
    receive: (body, signal) => received.take(body, signal),
    async add({ name, size, sealing, body }) {
      const source = new SourceStream(name, size, body)
      return adding((works) => works.addStream(source, parseSealing(sealing)))
    },
    addFromPath: ({ path, sealing }) => adding((works) => works.add(path, parseSealing(sealing))),
    async open(id, wait) {
      const home = open()
      const { files, parts } = home
      const within = await openMailPart(home, id)
      if (within !== null) return within
      const preview = files.findPreview(id)
      if (preview !== null) return openPreview(preview)
      const found = files.find(id)
      const reader = await files.open(found, wait)
      const { name, size, type } = reader
      return {
        name: decideFileName(name, type),
        size,
        type,
        kind: kindOfType(type),
        outside: decideOpening({ name, type }).outside,
        from: found.letter === null ? null : partyOf(parts, found.ref.person).name,
        read: (start, end) => reader.read(start, end, AHEAD_OF_STREAM),
        close: () => reader.close(),
      }
    },
  }
}

function parseSealing(text: string): Uint8Array {
  if (!SEALING_FORM.test(text)) throw new EngineError('INVALID', 'This is no name for a file on its way.')
  return fromHex(text)
}

function openPreview({ type, bytes }: FilePreview): OpenedFile {
  return {
    name: `preview.${type.slice('image/'.length)}`,
    size: bytes.byteLength,
    type,
    kind: 'picture',
    outside: 'never',
    from: null,
    async *read(start, end) {
      yield bytes.subarray(start, end)
    },
    close: () => undefined,
  }
}
