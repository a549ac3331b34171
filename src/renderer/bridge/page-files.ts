// Transfers file bytes between page and engine: addresses to show a file from, and uploads.
// Files are shown from the page's own origin (web door, desktop scheme, or a phone's worker). Calls and
// events use another channel.
import {
  EngineError,
  type AddedFile,
  type ErrorCode,
  type ExportSelection,
  type FileId,
  type ImportReport,
  type SealingId,
} from '../../core/contract/index.ts'
import { toHex } from './hex.ts'

export interface Sending {
  /** The id with which it is paused and cancelled, from `drawSealing`. */
  sealing: SealingId
  /** Aborts the upload; nothing of it is kept. */
  signal?: AbortSignal
}

export interface PageFiles {
  /**
   * Returns the address of a file for `src` and `href`, in part or whole, even while the file is
   * remote.
   */
  address(file: FileId): string
  /**
   * Where it is set, this address saves a file, and a link to it has no `download`: the browser would
   * pass the worker by that answers for files.
   * @throws UNREACHABLE
   */
  saveAddress?: (file: FileId) => string
  /**
   * Passes the file's path for storing (`handed.store`). Resolves to false if it has no path. Null
   * if the environment knows no paths.
   */
  hand: ((file: File, sealing: SealingId) => Promise<boolean>) | null
  /**
   * Stores a file. Resolves when it is on disk. `sealing-changed` events report the progress.
   * @throws INVALID, TOO_LARGE, NO_SPACE, CANCELLED, UNREACHABLE
   */
  send(file: File, sending: Sending): Promise<AddedFile>
  /** Returns the address of an export as a .zip, which is made during the download. */
  exportAddress(selection?: ExportSelection): string
  /**
   * Sends a file that one call will read. Returns the path for that call.
   * @throws NO_SPACE, CANCELLED, UNREACHABLE
   */
  pass(file: File, signal: AbortSignal): Promise<string>
  /**
   * Imports an export or other programs' mail.
   * @throws INVALID, TOO_LARGE, NO_SPACE, NEWER_HOME, CANCELLED, UNREACHABLE
   */
  importFile(file: File, signal: AbortSignal): Promise<ImportReport>
}

export interface FileWay {
  /** Returns the authorisation to append to a file's address; empty if none is needed. */
  passFor: (target: string) => string
  /**
   * Sends a file, and resolves to the answer of the file door.
   * @throws UNREACHABLE if another program could receive it; any error if it does not arrive
   */
  post: (target: string, body: File, signal: AbortSignal | undefined) => Promise<Response>
  hand: PageFiles['hand']
}

const ROOT = '/file/'

/**
 * Sends files by HTTP to the page's own origin.
 * @param passFor returns the authorisation to append to the address
 * @param refuseUnlessSafe is called before anything is sent; throws UNREACHABLE
 */
export function postByFetch(
  passFor: (target: string) => string = () => '',
  refuseUnlessSafe: () => void = () => undefined,
): FileWay['post'] {
  return async (target, body, signal) => {
    refuseUnlessSafe()
    return fetch(target + passFor(target), { method: 'POST', body, signal: signal ?? null })
  }
}

export function createPageFiles({ passFor, post, hand }: FileWay): PageFiles {
  const addressOf = (target: string): string => target + passFor(target)

  async function send<Told>(name: string, body: File, signal: AbortSignal | undefined): Promise<Told> {
    const response = await post(ROOT + name, body, signal).catch((cause: unknown) => {
      throw new EngineError(signal?.aborted ? 'CANCELLED' : 'UNREACHABLE', 'It was not taken.', { cause })
    })
    if (response.ok) return (await response.json()) as Told
    const { error = 'UNREACHABLE' } = (await response.json().catch(() => ({}))) as { error?: ErrorCode }
    throw new EngineError(error, 'It was not taken.')
  }

  return {
    hand,
    exportAddress: (selection = {}) => {
      const asked = Object.entries(selection).map(([name, value]) => [name, String(value)])
      const query = new URLSearchParams(asked)
      return addressOf(`${ROOT}export.zip${query.size === 0 ? '' : `?${query}`}`)
    },
    importFile: (file, signal) => send<ImportReport>('import', file, signal),
    pass: async (file, signal) => (await send<{ place: string }>('passing', file, signal)).place,
    address: (file) => addressOf(ROOT + encodeURIComponent(file)),
    send: (file, { sealing, signal }) =>
      send<AddedFile>(`?name=${encodeURIComponent(file.name)}&sealing=${sealing}`, file, signal),
  }
}

export function drawSealing(): SealingId {
  return toHex(crypto.getRandomValues(new Uint8Array(16))) as SealingId
}
