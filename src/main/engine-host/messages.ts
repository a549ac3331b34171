// What Electron's main process and the engine's process say to each other, beside the ports they pass on.
// Both are ours and of one build; what comes is still looked at before it is believed.
import type { ErrorCode } from '../../core/contract/index.ts'
import type { FilePlace } from '../host/index.ts'

export interface HostOptions {
  home: string
  /** The key from the system's keychain; undefined where it keeps none for this home. */
  storageKey?: Uint8Array
  bootstrap?: { host: string; port: number }[]
  lan?: 'auto' | 'on' | 'off'
}

export type ToHost =
  | { kind: 'open'; options: HostOptions }
  /** With two ports: a door for a page, and what its preload hands over files by. */
  | { kind: 'port' }
  /** Answered by `key`: the storage key of the open home, for the keychain. */
  | { kind: 'ask-key' }
  /** The keychain has the key on disk: the home is the host's to open from now on. Answered by `kept`. */
  | { kind: 'key-kept' }
  /** The person chose this place in a dialog: a page may name it from now on. Answered by `chosen`. */
  | { kind: 'choose'; path: string }
  /** Answers `open-demo` of that number. */
  | { kind: 'demo'; id: number; url: string }
  | { kind: 'demo-failed'; id: number; message: string }
  | { kind: 'close' }

export type Keyring = 'passphrase' | 'host' | 'clear'

export type FromHost =
  /** `keyring` is null in an empty home; `files` is where the page's files are had. */
  | { kind: 'opened'; keyring: Keyring | null; files: FilePlace }
  /** It ends by itself after this. */
  | { kind: 'refused'; code: ErrorCode; message: string }
  | { kind: 'key'; storageKey: Uint8Array }
  | { kind: 'kept' }
  | { kind: 'chosen'; place: string }
  | { kind: 'failed'; code: ErrorCode; message: string }
  /** Told at every change of the home: empty, locked, open, another keyring. */
  | { kind: 'home'; keyring: Keyring | null }
  /** A page wants the demo world; only main can start another process. */
  | { kind: 'open-demo'; id: number }

export function isFromHost(message: unknown): message is FromHost {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string'
  )
}
