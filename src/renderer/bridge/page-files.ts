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
  /** Behind an address to read from. */
  query: () => string
  /** To send by. */
  headers: () => Record<string, string>
  hand: PageFiles['hand']
}

const ROOT = '/file/'

export function createPageFiles({ query, headers, hand }: FileWay): PageFiles {
  async function post<Told>(name: string, body: File, signal: AbortSignal): Promise<Told> {
    const asked = { method: 'POST', headers: headers(), body, signal }
    const response = await fetch(ROOT + name, asked).catch((cause: unknown) => {
      throw new EngineError(signal.aborted ? 'CANCELLED' : 'UNREACHABLE', 'It was not taken.', { cause })
    })
    if (response.ok) return (await response.json()) as Told
    const { error = 'UNREACHABLE' } = (await response.json().catch(() => ({}))) as { error?: ErrorCode }
    throw new EngineError(error, 'It was not taken.')
  }

  return {
    hand,
    exportAddress: (selection = {}) => {
      const asked = new URLSearchParams(query().replace(/^\?/, ''))
      for (const [name, value] of Object.entries(selection)) asked.set(name, String(value))
      return `${ROOT}export.zip${asked.size === 0 ? '' : `?${asked}`}`
    },
    takeIn: (file, signal) => post<ImportReport>('import', file, signal),
    pass: async (file, signal) => (await post<{ place: string }>('passing', file, signal)).place,
    address: (file) => `${ROOT}${encodeURIComponent(file)}${query()}`,
    async send(file, { sealing, signal }) {
      const name = encodeURIComponent(file.name)
      const response = await fetch(`${ROOT}?name=${name}&sealing=${sealing}`, {
        method: 'POST',
        headers: headers(),
        body: file,
        signal: signal ?? null,
      }).catch((cause: unknown) => {
        const isEnded = signal?.aborted === true
        throw new EngineError(isEnded ? 'CANCELLED' : 'UNREACHABLE', 'The file was not stored.', { cause })
      })
      if (response.ok) return (await response.json()) as AddedFile
      const { error = 'UNREACHABLE' } = (await response.json().catch(() => ({}))) as { error?: ErrorCode }
      throw new EngineError(error, 'The file was not stored.')
    },
  }
}

export function drawSealing(): SealingId {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') as SealingId
}
