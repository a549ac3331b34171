// Keeps the storage key in the system's keychain: a random 32-byte key that only this account of
// this machine can unseal.
// Electron's `basic_text` on Linux is a fixed password in its source code, so it does not count as
// a keychain.
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { EngineError, type KeychainStatus } from '../../core/contract/index.ts'
import { homePaths } from '../../core/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import { readKept, writeKept } from './kept-file.ts'

/**
 * The asynchronous API, because the synchronous one may block the process behind a system dialog,
 * and Electron 46 removes it.
 */
type SafeStorage = Pick<
  ElectronParts['safeStorage'],
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>

/** Persisted: do not change. */
interface KeptKey {
  format: 1
  /** Base64 of what safeStorage returned for the key's base64. */
  sealed: string
}

const KEY_BYTES = 32
const SYSTEM_NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Keychain', win32: 'DPAPI' }
const NO_KEYCHAINS = ['basic_text', 'unknown']
/** The prefix that Chromium uses on Linux when it seals with its fixed password. */
const FIXED_PASSWORD = Buffer.from('v10')

export class Keychain {
  readonly #storage: SafeStorage
  readonly #path: string
  readonly #platform: NodeJS.Platform
  #keeps = false

  /** `path` is the file for the sealed key, in the home. Construct this after the app is ready. */
  constructor(storage: SafeStorage, path: string, platform: NodeJS.Platform) {
    this.#storage = storage
    this.#path = path
    this.#platform = platform
  }

  async status(): Promise<KeychainStatus> {
    return { available: await this.#isAvailable(), backend: this.#backend(), keeps: this.#keeps }
  }

  #backend(): string {
    return SYSTEM_NAMES[this.#platform] ?? this.#storage.getSelectedStorageBackend()
  }

  async #isAvailable(): Promise<boolean> {
    if (!(await this.#storage.isAsyncEncryptionAvailable())) return false
    return this.#platform !== 'linux' || !NO_KEYCHAINS.includes(this.#backend())
  }

  /**
   * Returns the stored key, or null. A key that cannot be unsealed (another account or machine, a
   * new or locked keychain) counts as none.
   * The home is then locked; nothing is deleted.
   */
  async find(): Promise<Uint8Array | null> {
    const kept = await readKept(this.#path)
    if (!isKeptKey(kept) || !(await this.#isAvailable())) return null
    try {
      const sealed = Buffer.from(kept.sealed, 'base64')
      const { result, shouldReEncrypt } = await this.#storage.decryptStringAsync(sealed)
      const key = Buffer.from(result, 'base64')
      if (key.byteLength !== KEY_BYTES) return null
      this.#keeps = true
      // The system changed its sealing key; the old one still opens the file.
      if (shouldReEncrypt) await this.keep(key).catch(() => undefined)
      return key
    } catch {
      return null
    }
  }

  /**
   * Makes and stores a key for an empty home. Null without a keychain, or if a stored key cannot be
   * unsealed now, because it may be the only key to existing letters.
   * @throws NO_SPACE, INVALID
   */
  async make(): Promise<Uint8Array | null> {
    if (existsSync(this.#path) || !(await this.#isAvailable())) return null
    const key = randomBytes(KEY_BYTES)
    const sealed = await this.#seal(key)
    if (sealed === null) return null
    await this.#write(sealed)
    return key
  }

  /**
   * Resolves when the sealed key is on disk.
   * @throws INVALID if the system does not really seal, NO_SPACE
   */
  async keep(key: Uint8Array): Promise<void> {
    const sealed = await this.#seal(key)
    if (sealed === null) throw new EngineError('INVALID', 'This system has no usable keychain.')
    await this.#write(sealed)
  }

  async #write(sealed: Buffer): Promise<void> {
    await writeKept(this.#path, { format: 1, sealed: sealed.toString('base64') } satisfies KeptKey)
    this.#keeps = true
  }

  /** Null if the system refuses, or uses the fixed password. */
  async #seal(key: Uint8Array): Promise<Buffer | null> {
    const text = Buffer.from(key).toString('base64')
    const sealed = await this.#storage.encryptStringAsync(text).catch(() => null)
    if (sealed === null || this.#platform !== 'linux') return sealed
    return sealed.subarray(0, FIXED_PASSWORD.length).equals(FIXED_PASSWORD) ? null : sealed
  }

  async forget(): Promise<void> {
    await rm(this.#path, { force: true })
    this.#keeps = false
  }
}

function isKeptKey(value: unknown): value is KeptKey {
  const { format, sealed } = (value ?? {}) as Partial<KeptKey>
  return format === 1 && typeof sealed === 'string'
}

/**
 * Returns the key to open the home with: the stored one, or a new one for an empty home. Null if a
 * passphrase is needed.
 */
export async function findHomeKey(keychain: Keychain, home: string): Promise<Uint8Array | null> {
  const kept = await keychain.find()
  if (kept !== null || existsSync(homePaths(home).homeJson)) return kept
  return keychain.make()
}
