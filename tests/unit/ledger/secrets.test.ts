// The files on the disk contain nothing readable. They contain a destroyed key in
// no form, also for an attacker with the storage key.
import { createDecipheriv } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Ledger } from '../../../src/core/ledger/index.ts'
import { deriveKey } from '../../../src/core/seal/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { key, openIn, range, writeNote } from './test-ledger.ts'

const makeFolder = useTempFolders()
const secret = 'the content key of a letter that will be recalled'
let dir: string
let ledger: Ledger

beforeEach(async () => {
  dir = await makeFolder()
  ledger = await openIn(dir)
})

afterEach(() => ledger.close())

async function readAll(): Promise<Map<string, Buffer>> {
  const names = await readdir(dir)
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)),
  )
}

const PAGE_BYTES = 4096
const RESERVED_BYTES = 80
const LOG_HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/**
 * Decrypts like SQLCipher 4 with a raw key: AES-256-CBC for each page, with the IV
 * in the reserved end of the page.
 */
function decryptPage(page: Buffer, isFirst: boolean): Buffer {
  const iv = page.subarray(PAGE_BYTES - RESERVED_BYTES, PAGE_BYTES - RESERVED_BYTES + 16)
  const cipher = createDecipheriv('aes-256-cbc', deriveKey('fumikura/database-key/1', key), iv)
  cipher.setAutoPadding(false)
  return cipher.update(page.subarray(isFirst ? 16 : 0, PAGE_BYTES - RESERVED_BYTES))
}

function pagesOf(name: string, bytes: Buffer): Buffer[] {
  const isLog = name.endsWith('-wal')
  const step = isLog ? FRAME_HEADER_BYTES + PAGE_BYTES : PAGE_BYTES
  const pages: Buffer[] = []
  for (let at = isLog ? LOG_HEADER_BYTES : 0; at + step <= bytes.length; at += step) {
    const frame = bytes.subarray(at, at + step)
    const isFirst = isLog ? frame.readUInt32BE(0) === 1 : at === 0
    pages.push(decryptPage(frame.subarray(step - PAGE_BYTES), isFirst))
  }
  return pages
}

/** Returns the files in which an attacker with the storage key can still find the secret. */
async function filesWithSecret(): Promise<string[]> {
  const files = [...(await readAll())].filter(([name]) => name === 'ledger' || name === 'ledger-wal')
  return files
    .filter(([name, bytes]) => pagesOf(name, bytes).some((page) => page.includes(secret)))
    .map(([name]) => name)
}

it('no file contains readable text', async () => {
  for (const id of range(1, 50)) await writeNote(ledger, id, `${secret} ${id}`)
  await ledger.checkpoint()
  await writeNote(ledger, 51, secret)
  const files = await readAll()
  expect([...files.keys()].sort()).toEqual(['ledger', 'ledger-wal', 'ledger.mirror'])
  for (const bytes of files.values()) {
    expect([bytes.includes(secret), bytes.includes('SQLite'), bytes.includes('CREATE TABLE')]).toEqual([
      false,
      false,
      false,
    ])
  }
})

it('after checkpoint() no file contains deleted data', async () => {
  for (const id of range(1, 50)) await writeNote(ledger, id, id % 5 === 0 ? secret.repeat(200) : `note ${id}`)
  await ledger.checkpoint()
  await writeNote(ledger, 51, secret)
  await ledger.write((tx) => tx.run('DELETE FROM notes WHERE text LIKE ?', `%${secret}%`))
  // A checkpoint in a quiet moment may have left it only there.
  expect(await filesWithSecret()).toContain('ledger-wal')
  await ledger.checkpoint()
  expect(await filesWithSecret()).toEqual([])
})

it('only the owner may read the files', { skip: process.platform === 'win32' }, async () => {
  await writeNote(ledger, 1)
  const { stat } = await import('node:fs/promises')
  const modes = await Promise.all(
    (await readdir(dir)).map(async (name) => (await stat(join(dir, name))).mode & 0o777),
  )
  expect(modes).toEqual([0o600, 0o600, 0o600])
})
