// The limits of `portable`, in its own process: the same files written, packed and hashed, the same
// mails parsed, the same blocks appended.
// Nothing is sealed, proven, indexed or listed. Each task returns milliseconds.
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { dirname, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import CoreStorage from 'hypercore-storage'
import PostalMime from 'postal-mime'
import { ZipFile } from 'yazl'
import { coreManifest } from '../../src/core/cores/core-key.ts'
import { splitMbox } from '../../src/core/import/mbox.ts'
import { monotonicMs, serveTasks } from './tasks.ts'

const AT_ONCE = 128

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

async function inBatches<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(act))
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = monotonicMs()
  await act()
  return monotonicMs() - startedAt
}

async function copyFiles(from: string, to: string): Promise<void> {
  const paths = await listFiles(from)
  for (const folder of new Set(paths.map((path) => dirname(join(to, path)))))
    await mkdir(folder, { recursive: true })
  await inBatches(paths, async (path) => writeFile(join(to, path), await readFile(join(from, path))))
}

async function packFiles(from: string, to: string): Promise<void> {
  const zip = new ZipFile()
  const packed = pipeline(zip.outputStream, createWriteStream(to))
  await inBatches(await listFiles(from), async (path) =>
    zip.addBuffer(await readFile(join(from, path)), path, { compress: true }),
  )
  zip.end()
  await packed
}

async function hashFiles(folder: string): Promise<void> {
  await inBatches(await listFiles(folder), (path) =>
    pipeline(createReadStream(join(folder, path)), createHash('sha256')),
  )
}

/** Only the parser; the same splitter finds where each mail starts. */
async function parseMails(path: string): Promise<void> {
  for await (const { raw } of splitMbox(createReadStream(path), 1 << 24)) await PostalMime.parse(raw!)
}

/** Appends the blocks that an export proves to a plain Hypercore. */
async function appendBlocks({ from, to }: { from: string; to: string }): Promise<void> {
  const keyPair = NoiseSecretStream.keyPair()
  const store = new Corestore(new CoreStorage(to), { active: false })
  const core = store.get({ manifest: coreManifest(keyPair.publicKey, randomBytes(32)), allowFork: false })
  await core.ready()
  let blocks: Buffer[] = []
  const proofs = join(from, 'data/proof')
  for (const name of await readdir(proofs))
    for await (const line of createInterface({ input: createReadStream(join(proofs, name)) })) {
      const { block } = JSON.parse(line) as { block: string }
      if (blocks.push(Buffer.from(block, 'base64')) < AT_ONCE) continue
      await core.append(blocks, { keyPair })
      blocks = []
    }
  if (blocks.length > 0) await core.append(blocks, { keyPair })
  await store.storage.db.flush()
  await store.close()
}

const plainPortableTasks = {
  timeCopy: ({ from, to }: { from: string; to: string }) => timed(() => copyFiles(from, to)),
  timePack: ({ from, to }: { from: string; to: string }) => timed(() => packFiles(from, to)),
  timeHash: (folder: string) => timed(() => hashFiles(folder)),
  timeParse: (path: string) => timed(() => parseMails(path)),
  timeAppend: (order: { from: string; to: string }) => timed(() => appendBlocks(order)),
}

export type PlainPortableTasks = typeof plainPortableTasks

serveTasks(plainPortableTasks)
