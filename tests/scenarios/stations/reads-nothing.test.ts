// The files of a station, as the holder of the storage medium reads them, and as its operator does
// who decrypts the ledger. Neither finds a word, a name of a reader, a byte of a file or a content
// key of what was handed over.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { listUnsent } from '../../../src/core/access/index.ts'
import { handedOver, join, useCustomers } from '../../support/customers.ts'
import { findInFiles } from '../../support/decrypted-files.ts'
import { addFile, makeFile } from '../../support/files.ts'
import { foundGroup } from '../../support/groups.ts'
import { eventually, type Person } from '../../support/person.ts'
import type { TestStation } from '../../support/station.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const
const AUTHOR = 'Hildegard the author'
const READERS = ['Ottokar who reads', 'Walburga who reads']
const FILE_NAME = 'inventory of the cellar.bin'
const WORDS = {
  subject: 'The subject of the first letter',
  body: 'The first letter tells where the key of the cellar is.',
  openSubject: 'The subject of the second letter',
  openBody: 'Everybody of the house may know that the cellar floods.',
  group: 'Neighbours of the cellar',
  postSubject: 'The subject of the post',
  postBody: 'All neighbours meet in the cellar at noon.',
}
/** Of a file. The middle of it, so that no header is needed. */
const SLICE_BYTES = 48

const { person, station, pair } = useCustomers()
const makeFolder = useTempFolders()

/** Sends a gated letter with a file, an open letter, and a post to a group. */
async function sendEverything(alice: Person, readers: Person[]): Promise<Buffer> {
  const { path, content } = await makeFile(await makeFolder(), FILE_NAME, 200_000)
  const { file } = await addFile(alice, path)
  await alice.write(readers, WORDS.subject, WORDS.body, { attachments: [file] })
  await alice.write(readers, WORDS.openSubject, WORDS.openBody, { policy: OPEN })
  await foundGroup(alice, WORDS.group, readers)
  await alice.write({ name: WORDS.group }, WORDS.postSubject, WORDS.postBody)
  return content
}

function listContentKeys({ home: { parts } }: Person): Uint8Array[] {
  const sql = 'SELECT content_key AS key FROM access_keys WHERE content_key IS NOT NULL'
  return parts.ledger.all<{ key: Uint8Array }>(sql).map(({ key }) => key)
}

/** Resolves when the station has all blocks and all shares: of each reader, and of the group. */
async function isAllThere(alice: Person, cellar: TestStation): Promise<void> {
  await handedOver(alice)
  const isSent = (): boolean => listUnsent(alice.home.parts.ledger, cellar.device, 1).length === 0
  await eventually(isSent, 'the shares are at the station')
  expect(cellar.do.customers()).toMatchObject([{ gates: READERS.length + 1 }])
}

/** Returns the names of files that contain these bytes as they are on the disk. */
async function findRaw(folder: string, secret: Uint8Array): Promise<string[]> {
  const wanted = Buffer.from(secret)
  const found: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    const path = joinPath(folder, name)
    if ((await stat(path)).isFile() && (await readFile(path)).includes(wanted)) found.push(name)
  }
  return found
}

/** Returns the newest block of each core of this person. */
async function readLastBlocks({ home: { ownCores } }: Person): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = []
  for (const { core, length } of ownCores.list())
    if (length > 0) blocks.push((await (await ownCores.openCore(core)).get(length - 1))!)
  return blocks
}

/** One of two parts is enough, because the database splits what crosses its pages. */
async function hasPart(folder: string, block: Uint8Array): Promise<boolean> {
  for (const start of [block.length / 3, block.length / 2].map(Math.floor))
    if ((await findRaw(folder, block.subarray(start, start + 16))).length > 0) return true
  return false
}

test('no file of a station has a word, a name, a byte of a file or a content key', async () => {
  const alice = await person(AUTHOR)
  const readers = [await person(READERS[0]!), await person(READERS[1]!)]
  const cellar = await station('cellar')
  for (const reader of readers) await pair(alice, reader)
  await join(alice, cellar)
  const content = await sendEverything(alice, readers)
  await isAllThere(alice, cellar)
  const keys = listContentKeys(alice)
  expect(keys.length).toBeGreaterThanOrEqual(4)
  const middle = content.subarray(content.length / 2, content.length / 2 + SLICE_BYTES)
  const texts = [...Object.values(WORDS), ...READERS, FILE_NAME].map((text) => Buffer.from(text))
  const secrets: Uint8Array[] = [...texts, middle, ...keys, ...keys.map((key) => Buffer.from(toHex(key)))]
  const { person: id } = alice.home.parts.identity
  const blocks = await readLastBlocks(alice)
  await cellar.stop()

  // The search sees what a station does have.
  expect(await findInFiles(cellar.homeDir, id)).not.toEqual([])
  for (const block of blocks) expect(await hasPart(cellar.homeDir, block)).toBe(true)
  for (const secret of [...secrets, Buffer.from(AUTHOR)])
    expect(await findRaw(cellar.homeDir, secret)).toEqual([])
  for (const secret of secrets) expect(await findInFiles(cellar.homeDir, secret)).toEqual([])
})
