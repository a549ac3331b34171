// The files of the page, compressed once and kept in memory: a phone on a slow line waits for them.
// They contain no secret, so their compressed length discloses nothing.
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { PackedFile } from '../host/page.ts'

interface Made {
  /** Of the file of which they were made. */
  changedAt: number
  bytes: Promise<Buffer>
}

const PACKABLE = /\.(html|m?js|css|json|svg|webmanifest|txt|ttf|pfb)$/
const ENCODINGS = ['br', 'gzip'] as const
type PackedEncoding = (typeof ENCODINGS)[number]
/** The best one takes twenty times as long for 4 % less. */
const BROTLI_QUALITY = 9

const compressors: Readonly<Record<PackedEncoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
}

export class PackedFiles {
  readonly #made = new Map<string, Made>()

  /** Returns null if the browser accepts no encoding, or the file is compressed already. */
  async pack(path: string, accepted: string): Promise<PackedFile | null> {
    const encoding = ENCODINGS.find((one) => acceptsEncoding(accepted, one))
    if (encoding === undefined || !PACKABLE.test(path)) return null
    const { mtimeMs: changedAt } = await stat(path)
    const name = `${encoding} ${path}`
    let made = this.#made.get(name)
    if (made?.changedAt !== changedAt) {
      made = { changedAt, bytes: readFile(path).then(compressors[encoding]) }
      this.#made.set(name, made)
      // It may have been removed meanwhile, by an upgrade.
      made.bytes.catch(() => this.#made.delete(name))
    }
    return { bytes: await made.bytes, encoding }
  }
}

function acceptsEncoding(accepted: string, encoding: PackedEncoding): boolean {
  return accepted
    .split(',')
    .map((one) => one.replaceAll(' ', '').split(';'))
    .some(([name, weight]) => name === encoding && !/^q=0(\.0*)?$/.test(weight ?? ''))
}
