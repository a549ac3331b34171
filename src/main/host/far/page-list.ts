// The list of the files of a phone's page: `stub.json`, which the build writes beside them. A release
// signs it, so that a home knows the page of another release than its own.
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { z } from 'zod'

export interface PageList {
  /** Each release has a greater one, so that nobody can offer an old page with a known hole. */
  number: number
  /** The SHA-256 of each file in hex, by its path. */
  files: Readonly<Record<string, string>>
  /** Ed25519, in base64. Null if the build had no key. */
  signature: string | null
}

export const PAGE_LIST = 'stub.json'
/** The release before the first. */
const NUMBER = 1
/**
 * The public keys that sign releases, as SPKI in base64. Nothing is released, so a home knows only the
 * page of its own build.
 */
const RELEASE_KEYS: readonly string[] = []

/** What a browser runs or is led by. Tables of fonts are neither. */
const LISTED = /\.(html|m?js|css|webmanifest)$/
/** As hex. */
export const SHA_256 = /^[0-9a-f]{64}$/
const MAX_PATH_CHARS = 256
const schema: z.ZodType<PageList> = z.strictObject({
  number: z.int().nonnegative(),
  files: z.record(z.string().max(MAX_PATH_CHARS), z.string().regex(SHA_256)),
  signature: z.string().max(128).nullable(),
})

/** Lists what is in the folder of the built page. */
export function makePageList(folder: string): PageList {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => LISTED.test(path))
    .sort()
  const files = Object.fromEntries(paths.map((path) => [path, hashOf(readFileSync(join(folder, path)))]))
  return { number: NUMBER, files, signature: null }
}

/** @param key a private key of Ed25519 */
export function signPageList(list: PageList, key: KeyObject): PageList {
  return { ...list, signature: sign(null, signedBytes(list), key).toString('base64') }
}

/** The list of this program's own build. Null if the page is not built. */
export async function readOwnList(folder: string): Promise<PageList | null> {
  return parsePageList(await readFile(join(folder, PAGE_LIST)).catch(() => Buffer.alloc(0)))
}

/** Null if the bytes are no list. */
export function parsePageList(bytes: Uint8Array): PageList | null {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** @param keys SPKI in base64 */
export function isSigned(list: PageList, keys: readonly string[] = RELEASE_KEYS): boolean {
  const { signature } = list
  if (signature === null) return false
  return keys.some((key) => {
    const spki = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    return verify(null, signedBytes(list), spki, Buffer.from(signature, 'base64'))
  })
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** One line for each file; a path has no line break, because it is a part of an address. */
function signedBytes({ number, files }: Omit<PageList, 'signature'>): Buffer {
  const lines = Object.keys(files)
    .sort()
    .map((path) => `${files[path]!} ${encodeURI(path)}`)
  return Buffer.from(['fumikura/stub/1', String(number), ...lines].join('\n'))
}
