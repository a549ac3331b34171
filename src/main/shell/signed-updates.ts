// Accepts a list of updates only if the key in this app signed it. The list names the hash of each
// package, so its signature covers the packages.
// electron-updater checks a publisher only on macOS and signed Windows builds.
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import updating from 'electron-updater'
import type { AppUpdater, ResolvedUpdateFileInfo, UpdateInfo } from 'electron-updater'
import {
  parseUpdateInfo,
  resolveFiles,
  type ProviderRuntimeOptions,
} from 'electron-updater/out/providers/Provider.js'
import { CancellationToken } from 'electron-updater/out/types.js'

/** Where a build looks for updates, and which key must sign them. */
export interface SignedFeed {
  /** The https folder that holds the lists and the packages. */
  url: string
  /** The public Ed25519 key, 32 bytes in base64. */
  key: string
}

/** DER head of a raw Ed25519 public key (RFC 8410). */
const KEY_HEAD = Buffer.from('302a300506032b6570032100', 'hex')
const KEY_BYTES = 32
const MAX_LIST_CHARS = 64 * 1024
const LIST_WAIT_MS = 30_000

export class SignedUpdates extends updating.Provider<UpdateInfo> {
  readonly #base: URL
  readonly #key: KeyObject
  readonly #waitMs: number

  constructor({ url, key }: SignedFeed, runtime: ProviderRuntimeOptions, waitMs = LIST_WAIT_MS) {
    super({ ...runtime, isUseMultipleRangeRequest: false })
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`)
    this.#key = readKey(key)
    this.#waitMs = waitMs
  }

  /**
   * @throws Error if the list has no valid signature by this app's key, or was signed for another
   * system
   */
  async getLatestVersion(): Promise<UpdateInfo> {
    const name = `${this.getDefaultChannelName()}.yml`
    const listUrl = new URL(name, this.#base)
    const list = await this.#fetch(listUrl)
    const signature = await this.#fetch(new URL(`${name}.sig`, this.#base))
    if (!isSigned(list, name, signature, this.#key))
      throw new Error('The list of updates is not signed with the key of this app.')
    return parseUpdateInfo(list, name, listUrl)
  }

  resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
    return resolveFiles(info, this.#base)
  }

  /** electron-updater would send an installation id, with which the host could track the person. */
  override setRequestHeaders(): void {
    super.setRequestHeaders(null)
  }

  async #fetch(url: URL): Promise<string> {
    const waiting = new CancellationToken()
    const timer = setTimeout(() => waiting.cancel(), this.#waitMs)
    try {
      const text = (await this.httpRequest(url, null, waiting)) ?? ''
      if (text.length > MAX_LIST_CHARS) throw new Error('The list of updates is too long.')
      return text
    } catch (error) {
      throw waiting.cancelled ? new Error('The host of the updates did not answer in time.') : error
    } finally {
      clearTimeout(timer)
    }
  }
}

/**
 * From now on `updater` accepts only what `feed` signs, and no version below its own.
 * @throws Error for an invalid key
 */
export function useSignedFeed(updater: AppUpdater, feed: SignedFeed): void {
  class FromFeed extends SignedUpdates {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(feed, runtime)
    }
  }
  updater.setFeedURL({ provider: 'custom', updateProvider: FromFeed })
  updater.allowDowngrade = false
}

/** The signature covers the name too, so a list for one system is invalid for another. */
function isSigned(list: string, name: string, signature: string, key: KeyObject): boolean {
  const text = Buffer.from(`fumikura/update-list/1\n${name}\n${list}`, 'utf8')
  return verify(null, text, key, Buffer.from(signature.trim(), 'base64'))
}

/** @throws Error if the key is not 32 bytes */
function readKey(base64: string): KeyObject {
  const raw = Buffer.from(base64, 'base64')
  if (raw.byteLength !== KEY_BYTES) throw new Error('The key for updates is not 32 bytes.')
  return createPublicKey({ key: Buffer.concat([KEY_HEAD, raw]), format: 'der', type: 'spki' })
}
