// A backup with a passphrase. Words and passphrase are both needed, later runs need no typing, and
// a new passphrase means a new file.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { BackupFile } from '../../../src/core/backup/backup-file.ts'
import { drawBackupLock, type BackupLock } from '../../../src/core/backup/backup-lock.ts'
import {
  drawBackupKey,
  encodeBackupHeader,
  findBackupHeader,
  HEADER_MAGIC,
  openBackupKey,
} from '../../../src/core/backup/header.ts'
import { scanBackup, type ScannedBackup } from '../../../src/core/backup/index.ts'
import { makeBackup } from '../../../src/core/backup/make-backup.ts'
import { equalBytes } from '../../../src/core/base/index.ts'
import { openPersonRoot, type PersonRoot } from '../../../src/core/identity/index.ts'
import { createWords } from '../../../src/core/identity/person.ts'
import { hash } from '../../../src/core/seal/index.ts'
import { calling, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const FIRST = 'しろい ねこ é'
const SECOND = 'another one'

let folder: string
let path: string
let alice: Person
let words: string[]
let root: PersonRoot

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-passphrase-'))
  alice = await Person.create('alice', new MemoryNetwork())
  words = await alice.do.home.words({}, calling)
  root = await openPersonRoot(words)
  for (let i = 0; i < 40; i++) await note(`note ${i}`)
})

afterAll(async () => {
  await alice.remove()
  await rm(folder, { recursive: true, force: true })
})

let count = 0
beforeEach(async () => {
  path = join(folder, `${count++}.fumikura-backup`)
  await lockWith(null)
})

const note = (subject: string): Promise<unknown> =>
  alice.do.letters.send({ to: ['self'], subject, text: 'x', policy: PLAIN_POLICY }, calling)

const lockWith = (passphrase: string | null): Promise<void> =>
  alice.home.backups.setPassphrase(passphrase, 'interactive')

async function backUp(to = path) {
  const { parts, ownCores } = alice.home
  return makeBackup({ ...parts, ownCores, device: alice.device }, to, { others: true, files: true })
}

async function scanning<T>(
  passphrase: string | undefined,
  act: (scanned: ScannedBackup) => T,
  file = path,
): Promise<T> {
  const scanned = await scanBackup(file, root, { passphrase })
  try {
    return await act(scanned)
  } finally {
    await scanned.close()
  }
}

/** Opens the file with these secrets: the number of the run, or the error code. */
function outcome(passphrase?: string, file = path): Promise<number | string> {
  return scanning(passphrase, ({ list }) => list!.number, file).catch(
    (error: unknown) => (error as { code: string }).code,
  )
}

/** Returns the lock in each header of a file, as the words alone show it. */
function locksIn(bytes: Buffer): string[] {
  const locks: string[] = []
  for (let at = bytes.indexOf(HEADER_MAGIC); at >= 0; at = bytes.indexOf(HEADER_MAGIC, at + 1))
    locks.push(lockOf(bytes.subarray(at)))
  return locks
}

function lockOf(bytes: Buffer): string {
  try {
    return openBackupKey(findBackupHeader(bytes)!, root, undefined) === null ? 'another person' : 'open'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('opening needs the words and the passphrase, and the error code tells which one is wrong or missing', async () => {
  await lockWith(FIRST)
  await backUp()
  expect(await outcome()).toBe('BACKUP_LOCKED')
  expect(await outcome('しろい いぬ é')).toBe('BAD_BACKUP_PASSPHRASE')
  // Another keyboard may compose the characters differently.
  expect(await outcome(FIRST.normalize('NFD'))).toBe(1)
  const stranger = await openPersonRoot(createWords())
  const withOthers = scanBackup(path, stranger, { passphrase: FIRST })
  await expect(withOthers).rejects.toMatchObject({ code: 'BAD_PASSPHRASE' })
})

test('a passphrase is ignored for a file that needs none', async () => {
  await backUp()
  expect([await outcome(), await outcome(FIRST)]).toEqual([1, 1])
})

test('the next run needs no passphrase, and writes new data and little else', async () => {
  await lockWith(FIRST)
  const first = await backUp()
  const next = await backUp()
  expect(next.addedBytes).toBeLessThan(first.bytes / 5)
  expect(await outcome(FIRST)).toBe(2)
})

test('a set, changed or removed passphrase applies from the next run; no old header is left, and an old copy opens as before', async () => {
  const copies: string[] = []
  const keep = async (): Promise<void> => {
    copies.push(`${path}.${copies.length}`)
    await copyFile(path, copies.at(-1)!)
  }
  await backUp()
  await backUp()
  await keep()
  await lockWith(FIRST)
  expect(await outcome()).toBe(2)
  await backUp()
  expect([await outcome(), await outcome(FIRST)]).toEqual(['BACKUP_LOCKED', 1])
  expect(locksIn(await readFile(path))).toEqual(['BACKUP_LOCKED', 'BACKUP_LOCKED'])
  await keep()
  await lockWith(SECOND)
  await backUp()
  expect([await outcome(FIRST), await outcome(SECOND)]).toEqual(['BAD_BACKUP_PASSPHRASE', 1])
  await lockWith(null)
  expect(await outcome()).toBe('BACKUP_LOCKED')
  await backUp()
  expect(await outcome()).toBe(1)
  expect(locksIn(await readFile(path))).toEqual(['open', 'open'])
  expect([await outcome(undefined, copies[0]), await outcome(FIRST, copies[1])]).toEqual([2, 1])
})

test('a person who opened the file before the passphrase was set cannot open a later state', async () => {
  const keyOf = async (passphrase?: string) => {
    const header = findBackupHeader((await readFile(path)).subarray(0, 2048))!
    return openBackupKey(header, root, passphrase)!.key
  }
  await backUp()
  const before = await keyOf()
  await lockWith(FIRST)
  await backUp()
  const after = await keyOf(FIRST)
  expect([equalBytes(after.key, before.key), equalBytes(after.file, before.file)]).toEqual([false, false])
})

test('an interrupted run with another passphrase leaves the file unchanged', async () => {
  await lockWith(FIRST)
  await backUp()
  const before = await readFile(path)
  await lockWith(null)
  const torn = vi.spyOn(BackupFile.prototype, 'moveTo').mockRejectedValue(new Error('torn'))
  await expect(backUp()).rejects.toThrow('torn')
  torn.mockRestore()
  expect((await readFile(path)).equals(before)).toBe(true)
  expect(await outcome(FIRST)).toBe(1)
  await backUp()
  expect(await outcome()).toBe(1)
})

test('an own backup that was copied over this file is neither truncated nor lost when the run fails', async () => {
  await backUp()
  const other = join(folder, 'other.fumikura-backup')
  await backUp(other)
  await note('x'.repeat(900))
  await backUp(other)
  await copyFile(other, path)
  const full = vi.spyOn(BackupFile, 'create').mockRejectedValue(new Error('full'))
  await expect(backUp()).rejects.toThrow('full')
  full.mockRestore()
  expect((await readFile(path)).equals(await readFile(other))).toBe(true)
})

test('the stretched passphrase is in no piece of a backup', async () => {
  await lockWith(FIRST)
  await backUp()
  const found = await scanning(FIRST, async (scanned) => {
    const tables = new Set<string>()
    for (const place of scanned.rows) {
      const { table, rows } = (await scanned.readRows(place))!
      tables.add(table)
      const hasKey = rows
        .flat()
        .some((value) => value instanceof Uint8Array && equalBytes(value, scanned.lock!.key))
      expect(hasKey, table).toBe(false)
    }
    return tables
  })
  expect(found.has('policies')).toBe(true)
})

test('after a recovery with a passphrase, the new device uses it without typing it again', async () => {
  await lockWith(FIRST)
  await backUp()
  const again = Person.at('alice', join(folder, 'again'), new MemoryNetwork())
  await again.start()
  try {
    await expect(again.recover(words, { backup: path })).rejects.toMatchObject({ code: 'BACKUP_LOCKED' })
    const wrong = again.recover(words, { backup: path, backupPassphrase: SECOND })
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_BACKUP_PASSPHRASE' })
    expect(await again.do.home.status({}, calling)).toMatchObject({ state: 'empty' })
    const report = await again.recover(words, { backup: path, backupPassphrase: FIRST })
    expect(report).toMatchObject({ letters: 41, lost: {} })
    const next = join(folder, 'next.fumikura-backup')
    await again.do.backups.make({ path: next }, calling)
    expect([await outcome(undefined, next), await outcome(FIRST, next)]).toEqual(['BACKUP_LOCKED', 1])
    const { last, passphraseSetAt } = await again.do.backups.state({}, calling)
    expect([last?.isLockCurrent, passphraseSetAt]).toEqual([true, expect.any(String)])
  } finally {
    await again.remove()
  }
})

function headerWith(lock: BackupLock | null): Buffer {
  return Buffer.from(encodeBackupHeader(drawBackupKey(), root.kemKey, lock))
}

const RECORD_AT = HEADER_MAGIC.byteLength + 4

/** Changes one byte of the record and corrects the checksum; only an attacker does that. */
function forge(header: Buffer, at: number): Buffer {
  const record = Buffer.from(header.subarray(RECORD_AT, -32))
  record[at]! ^= 8
  return Buffer.concat([header.subarray(0, RECORD_AT), record, hash('fumikura/backup-header/1', record)])
}

async function meet(header: Buffer, passphrase?: string): Promise<string> {
  const file = join(folder, 'header-alone')
  await writeFile(file, header)
  return scanBackup(file, root, { passphrase }).then(
    () => 'opened',
    (error: unknown) => (error as { code: string }).code,
  )
}

test('a changed byte anywhere in a header is detected, with and without a passphrase', () => {
  for (const header of [headerWith(null), headerWith(drawBackupLock(FIRST, 'interactive'))]) {
    expect(findBackupHeader(header)).not.toBeNull()
    for (let at = 0; at < header.byteLength; at++) {
      const flipped = Buffer.from(header)
      flipped[at]! ^= 1
      expect(findBackupHeader(flipped), `byte ${at}`).toBeNull()
    }
  }
})

test('a header with a forged field does not open, and throws the matching code', async () => {
  const header = headerWith(drawBackupLock(FIRST, 'interactive'))
  const fields = { version: 0, file: 5, box: 40, tail: header.byteLength - RECORD_AT - 34 }
  const told: Record<string, string> = { extensions: await meet(forge(header, fields.tail + 1), FIRST) }
  for (const [field, at] of Object.entries(fields)) told[field] = await meet(forge(header, at), FIRST)
  expect(told).toEqual({
    version: 'NEWER_HOME',
    file: 'BAD_PASSPHRASE',
    box: 'BAD_PASSPHRASE',
    tail: 'BAD_PASSPHRASE',
    extensions: 'DAMAGED',
  })
})

test('a lock with excessive memory or time cost is refused before it is tried', async () => {
  const lock = drawBackupLock(FIRST, 'interactive')
  const hostile: Partial<BackupLock>[] = [
    { memLimitBytes: 2 ** 36 },
    { memLimitBytes: 8192 },
    { opsLimit: 2 ** 31 },
    { opsLimit: 1 },
  ]
  for (const changed of hostile)
    expect(await meet(headerWith({ ...lock, ...changed }), FIRST)).toBe('DAMAGED')
  expect(await meet(headerWith(lock))).toBe('BACKUP_LOCKED')
})
