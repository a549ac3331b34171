// Messages between Electron's main process and the engine's process, in addition to the ports that
// they pass on.
// Both processes are from the same build; the receiver still checks the shape of each message.
import type { ErrorCode } from '../../core/contract/index.ts'
import type { FileEndpoint } from '../host/index.ts'

export interface HostOptions {
  home: string
  /** The folder of the built page. */
  rendererDir: string
  /** The key from the system's keychain; undefined if the keychain has none for this home. */
  storageKey?: Uint8Array
  bootstrap?: { host: string; port: number }[]
  lan?: 'auto' | 'on' | 'off'
}

export type ToHost =
  | { kind: 'open'; options: HostOptions }
  /** Carries two ports: a door for a page, and the port on which its preload hands over files. */
  | { kind: 'port' }
  /** Asks for the storage key of the open home, for the keychain. Answered by `key`. */
  | { kind: 'ask-key' }
  /**
   * The keychain has stored the key, so from now on the host opens the home. Answered by `kept`.
   */
  | { kind: 'key-kept' }
  /** Asks how many sent letters no station has. Answered by `only-here`. */
  | { kind: 'ask-only-here' }
  /**
   * The person chose this path in a dialog; a page may use a name for it from now on. Answered by
   * `chosen`.
   */
  | { kind: 'choose'; path: string }
  /** Answers the `open-demo` message with this id. */
  | { kind: 'demo'; id: number; url: string }
  | { kind: 'demo-failed'; id: number; message: string }
  | { kind: 'close' }

export type Keyring = 'passphrase' | 'host' | 'clear'

export type FromHost =
  /** `keyring` is null in an empty home; `files` is the endpoint for the page's files. */
  | { kind: 'opened'; keyring: Keyring | null; files: FileEndpoint }
  /** The engine could not be opened; the process ends after this message. */
  | { kind: 'refused'; code: ErrorCode; message: string }
  | { kind: 'key'; storageKey: Uint8Array }
  | { kind: 'kept' }
  /** 0 without stations, and while the home is not open. */
  | { kind: 'only-here'; count: number }
  | { kind: 'chosen'; place: string }
  | { kind: 'failed'; code: ErrorCode; message: string }
  /** Sent at every change of the home's state: empty, locked, open, another keyring. */
  | { kind: 'home'; keyring: Keyring | null }
  /** A page asks for the demo world; only the main process can start another process. */
  | { kind: 'open-demo'; id: number }

export function isFromHost(message: unknown): message is FromHost {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string'
  )
}
