// The bytes of files between the page and the engine: an address to show one from, and a way to send one.
// By HTTP to where the page itself came from, the web door or the desktop's own scheme; calls and events go another way.
import {
  EngineError,
  type AddedFile,
  type ErrorCode,
  type ExportSelection,
  type FileId,
  type ImportReport,
  type SealingId,
} from '../../core/contract/index.ts'

export interface Sending {
  /** What it is paused and cancelled by: `drawSealing`. */
  sealing: SealingId
  /** Ends it: nothing of it is kept. */
  signal?: AbortSignal
}

export interface PageFiles {
  /** Where a file is, for `src` and `href`, in part or whole, while it is still remote. */
  address(file: FileId): string
  /** Hands over where it lies, to be stored from there (`handed.store`); false when it lies nowhere, null where nobody could say. */
  hand: ((file: File, sealing: SealingId) => Promise<boolean>) | null
  /**
   * Stores a file; resolves when it is on disk. How far it is comes by `sealing-changed`.
   * @throws INVALID, TOO_LARGE, NO_SPACE, CANCELLED, UNREACHABLE
   */
  send(file: File, sending: Sending): Promise<AddedFile>
  /** Where what is selected can be had as one .zip, made while it comes. */
  exportAddress(selection?: ExportSelection): string
  /** Sends a file that is only to be read by a call: gives the place to say there. @throws NO_SPACE, CANCELLED, UNREACHABLE */
  pass(file: File, signal: AbortSignal): Promise<string>
  /** Takes in an export or mail of other programs. @throws INVALID, TOO_LARGE, NO_SPACE, NEWER_HOME, CANCELLED, UNREACHABLE */
  takeIn(file: File, signal: AbortSignal): Promise<ImportReport>
}

export interface FileWay {
  /** What stands behind the address of a file so that one is let in there; empty where nothing is asked. */
  passFor: (method: 'GET' | 'POST', target: string) => string
  /** Called before anything is sent. @throws UNREACHABLE when it may be somebody else who would get it */
  refuseUnlessSafe: () => void
  hand: PageFiles['hand']
}

const ROOT = '/file/'

export function createPageFiles({ passFor, refuseUnlessSafe, hand }: FileWay): PageFiles {
  const addressOf = (target: string): string => target + passFor('GET', target)

  async function post<Told>(name: string, body: File, signal: AbortSignal | undefined): Promise<Told> {
    refuseUnlessSafe()
    const target = ROOT + name
    const asked = { method: 'POST', body, signal: signal ?? null }
    const response = await fetch(target + passFor('POST', target), asked).catch((cause: unknown) => {
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
    takeIn: (file, signal) => post<ImportReport>('import', file, signal),
    pass: async (file, signal) => (await post<{ place: string }>('passing', file, signal)).place,
    address: (file) => addressOf(ROOT + encodeURIComponent(file)),
    send: (file, { sealing, signal }) =>
      post<AddedFile>(`?name=${encodeURIComponent(file.name)}&sealing=${sealing}`, file, signal),
  }
}

export function drawSealing(): SealingId {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') as SealingId
}
