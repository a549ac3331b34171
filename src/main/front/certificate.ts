// The certificate of a front, with its key. A program that renews it replaces the files, so they are
// looked at again and again. A pair that is not whole yet is left for the next look.
import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { EngineError } from '../../core/contract/index.ts'

export interface CertificateFiles {
  /** PEM: the certificate, and those that lead to its root. */
  cert: string
  /** PEM. */
  key: string
}

export interface KeyPair {
  cert: Buffer
  key: Buffer
}

interface Log {
  warn(event: string, facts?: Record<string, unknown>): void
}

const LOOK_EVERY_MS = 30_000
const DAY_MS = 24 * 60 * 60_000

export class Certificate {
  readonly #files: CertificateFiles
  readonly #log: Log
  readonly #timer: NodeJS.Timeout
  #pair: KeyPair
  #seen: string
  #changed: (pair: KeyPair) => void = () => undefined

  private constructor(files: CertificateFiles, pair: KeyPair, seen: string, log: Log, lookEveryMs: number) {
    this.#files = files
    this.#pair = pair
    this.#seen = seen
    this.#log = log
    this.#timer = setInterval(() => void this.#look(), lookEveryMs).unref()
  }

  /** @throws INVALID with the reason `certificate` */
  static async open(files: CertificateFiles, log: Log, lookEveryMs = LOOK_EVERY_MS): Promise<Certificate> {
    try {
      const seen = await stamp(files)
      return new Certificate(files, await readPair(files), seen, log, lookEveryMs)
    } catch (cause) {
      throw new EngineError('INVALID', explain(files, cause), { details: { reason: 'certificate' }, cause })
    }
  }

  get pair(): KeyPair {
    return this.#pair
  }

  /** Whole days until it ends; negative if it has ended. */
  daysLeft(now: number): number {
    return Math.floor((Date.parse(new X509Certificate(this.#pair.cert).validTo) - now) / DAY_MS)
  }

  onChanged(listener: (pair: KeyPair) => void): void {
    this.#changed = listener
  }

  async #look(): Promise<void> {
    try {
      const seen = await stamp(this.#files)
      if (seen === this.#seen) return
      const pair = await readPair(this.#files)
      this.#changed(pair)
      this.#pair = pair
      this.#seen = seen
    } catch (error) {
      this.#log.warn('certificate-not-read', { message: String(error) })
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

/** OpenSSL's own words help few people. */
function explain({ cert, key }: CertificateFiles, cause: unknown): string {
  const { code, path } = cause as NodeJS.ErrnoException
  if (path !== undefined) return `The file ${path} cannot be read (${code}).`
  return code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'
    ? `${key} is not the key of the certificate ${cert}.`
    : `${cert} and ${key} are no certificate with its key, as PEM.`
}

/** Changes with the files, also if a link leads to other ones. */
async function stamp({ cert, key }: CertificateFiles): Promise<string> {
  const found = await Promise.all([stat(cert), stat(key)])
  return found.map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`).join(' ')
}

/** @throws Error if they do not belong together */
async function readPair(files: CertificateFiles): Promise<KeyPair> {
  const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)])
  createSecureContext({ cert, key })
  return { cert, key }
}
