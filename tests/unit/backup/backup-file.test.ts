// The backup file: incremental, verified after writing, and valid at every moment.
import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { BackupFile } from '../../../src/core/backup/backup-file.ts'
import { scanBackup } from '../../../src/core/backup/index.ts'
import { makeBackup } from '../../../src/core/backup/make-backup.ts'
import { openPersonRoot, type PersonRoot } from '../../../src/core/identity/index.ts'
import { calling, Person } from '../../support/person.ts'
import { canMount } from '../../support/small-disk.ts'
import { useSmallDisks } from '../../support/use-small-disks.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let folder: string
let path: string
let alice: Person
let root: PersonRoot

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-backup-'))
  path = join(folder, 'a.fumikura-backup')
  alice = await Person.create('alice', new MemoryNetwork())
  root = await openPersonRoot(await alice.do.home.words({}, calling))
})

afterAll(async () => {
  await alice.remove()
  await rm(folder, { recursive: true, force: true })
})

async function backUp(to = path) {
  const { parts, ownCores } = alice.home
  return makeBackup({ ...parts, ownCores, device: alice.device }, to, { others: true, files: true })
}

async function readRows(file = path): Promise<Map<string, unknown[][]>> {
  const scanned = await scanBackup(file, root)
  const tables = new Map<string, unknown[][]>()
  for (const place of scanned.rows) {
    const piece = await scanned.readRows(place)
    tables.set(piece!.table, [...(tables.get(piece!.table) ?? []), ...piece!.rows])
  }
  await scanned.close()
  return tables
}

const note = (subject: string): Promise<unknown> =>
  alice.do.letters.send({ to: ['self'], subject, text: 'x', policy: PLAIN_POLICY }, calling)

test('a second run writes new data and little else', async () => {
  for (let i = 0; i < 80; i++) await note(`note ${i}`)
  const first = await backUp()
  expect(first.letters).toBe(80)
  const quiet = await backUp()
  expect(quiet.addedBytes).toBeLessThan(first.bytes / 5)
  await note('one more')
  const next = await backUp()
  expect(next.addedBytes).toBeLessThan(first.bytes / 3)
  expect((await readRows()).get('policies')).toHaveLength(81)
})

test('a backup contains no device secret and no words', async () => {
  const tables = await readRows()
  const columns = JSON.stringify([...tables.get('own_identity')!.values()].map((row) => row.map(String)))
  const { secretKey } = alice.home.parts.identity.device
  expect(columns).not.toContain(String(secretKey))
  expect(columns).not.toContain('words')
  const everything = Buffer.from(
    JSON.stringify(
      [...tables.values()]
        .flat(2)
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)),
    ),
  )
  expect(everything.includes(Buffer.from(secretKey).toString('hex').slice(0, 64))).toBe(false)
})

test('an interrupted run leaves the previous backup intact, and the next run continues after it', async () => {
  await backUp()
  const before = await readFile(path)
  await appendFile(path, Buffer.concat([before.subarray(200, 700), Buffer.alloc(3000, 7)]))
  expect((await readRows()).get('policies')).toHaveLength(81)
  await note('after the tear')
  await backUp()
  expect((await readRows()).get('policies')).toHaveLength(82)
})

test('a destroyed content key is in no later state of the file', async () => {
  const { ref } = await alice.do.letters.send(
    { to: ['self'], subject: 'short', text: 'x', policy: PLAIN_POLICY },
    calling,
  )
  await backUp()
  const { ledger, identity } = alice.home.parts
  expect(ref).toBeDefined()
  const { object, content_key } = ledger.get<{ object: Uint8Array; content_key: Uint8Array }>(
    'SELECT object, content_key FROM access_keys LIMIT 1',
  )!
  await ledger.write((tx) => tx.run('UPDATE access_keys SET content_key = NULL WHERE object = ?', object))
  await backUp()
  expect(identity).toBeDefined()
  const scanned = await scanBackup(path, root)
  const found: boolean[] = []
  // Every readable piece, also pieces that no list names.
  for (const place of scanned.rows) {
    const piece = await scanned.readRows(place)
    found.push(
      piece!.rows
        .flat()
        .some((value) => value instanceof Uint8Array && Buffer.compare(value, content_key) === 0),
    )
  }
  await scanned.close()
  expect(found).not.toContain(true)
})

test('a file that was changed since the last run is written again', async () => {
  await backUp()
  const { size } = await stat(path)
  await truncate(path, size - 100)
  await backUp()
  expect((await readRows()).get('policies')!.length).toBeGreaterThan(82)
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(64, 255), 0, 64, size - 600)
  await file.close()
  const repaired = await backUp()
  expect(repaired.addedBytes).toBeGreaterThan(0)
  expect((await readRows()).size).toBeGreaterThan(3)
})

describe.skipIf(!canMount)('on a full disk (needs root)', () => {
  const mountDisk = useSmallDisks()

  test('a run that does not fit throws NO_SPACE and leaves the previous backup intact; with space it succeeds', async () => {
    const disk = await mountDisk(4)
    const to = join(disk.folder, 'a.fumikura-backup')
    await backUp(to)
    const before = await readFile(to)
    await note('x'.repeat(900))
    await disk.fill(4096)
    await expect(backUp(to)).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect((await readFile(to)).equals(before)).toBe(true)
    expect((await readRows(to)).get('policies')!.length).toBeGreaterThan(80)
    await disk.free()
    const made = await backUp(to)
    expect((await readRows(to)).get('policies')).toHaveLength(made.letters)
    // A first run that does not fit leaves no file.
    await disk.fill(4096)
    const other = join(disk.folder, 'b.fumikura-backup')
    await expect(backUp(other)).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect((await readdir(disk.folder)).filter((name) => name.startsWith('b.'))).toEqual([])
  })
})

test('a run whose data is not read back as written does not count, and the previous backup stays valid', async () => {
  await backUp()
  const before = await readFile(path)
  await note('lost on the way')
  const liar = vi.spyOn(BackupFile.prototype, 'readPiece').mockResolvedValue(null)
  try {
    // The list of the last run is unreadable too, so the file is written again under a temporary
    // name.
    await expect(backUp()).rejects.toMatchObject({ code: 'DAMAGED' })
  } finally {
    liar.mockRestore()
  }
  expect((await readFile(path)).equals(before)).toBe(true)
  const made = await backUp()
  expect((await readRows()).get('policies')).toHaveLength(made.letters)
})

test('a file that is not an own backup is never overwritten', async () => {
  const mine = join(folder, 'holiday.txt')
  await writeFile(mine, 'not a backup')
  await expect(backUp(mine)).rejects.toMatchObject({ code: 'INVALID' })
  expect(await readFile(mine, 'utf8')).toBe('not a backup')
  await expect(backUp(join(folder, 'no', 'such', 'folder'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(scanBackup(mine, root)).rejects.toMatchObject({ code: 'INVALID' })
})

test('a backup that another person forged is refused', async () => {
  const mallory = await Person.create('mallory', new MemoryNetwork())
  try {
    const { parts, ownCores } = mallory.home
    const forged = join(folder, 'forged')
    const { person, wordsKey } = alice.home.parts.identity
    const identity = { ...parts.identity, person, wordsKey }
    await makeBackup({ ...parts, identity, ownCores, device: mallory.device }, forged, {
      others: true,
      files: true,
    })
    await expect(scanBackup(forged, root)).rejects.toMatchObject({ code: 'DAMAGED' })
  } finally {
    await mallory.remove()
  }
})
