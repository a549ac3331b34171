// A much used home is restored row by row; the restore of a damaged backup reports missing data.
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { scanBackup, shapeOf } from '../../../src/core/backup/index.ts'
import { BACKED_UP } from '../../../src/core/backup/backup-tables.ts'
import { makeBackup } from '../../../src/core/backup/make-backup.ts'
import { LEDGER_SCHEMAS } from '../../../src/core/home-ledger.ts'
import { openPersonRoot } from '../../../src/core/identity/index.ts'
import type { Ledger, Rows, SqlValue } from '../../../src/core/ledger/index.ts'
import { openLedger } from '../../../src/core/ledger/index.ts'
import { fillLedger } from '../../../src/core/recovery/fill-ledger.ts'
import { addPicture, createAlbum, shareAlbum } from '../../support/albums.ts'
import { addFile, makeFile } from '../../support/files.ts'
import { foundGroup } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, pair, Person } from '../../support/person.ts'

let folder: string
let path: string
let alice: Person
let bob: Person
let again: Person
let words: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-whole-'))
  path = join(folder, 'alice.fumikura-backup')
  const network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  again = Person.at('alice', join(folder, 'again'), network)
  words = await alice.do.home.words({}, calling)
  await pair(alice, bob)
})

afterEach(async () => {
  await Promise.all([alice.remove(), bob.remove(), again.remove()])
  await rm(folder, { recursive: true, force: true })
})

const send = async (author: Person, to: string, subject: string): Promise<string> =>
  (
    await author.do.letters.send(
      { to: [to], subject, text: `The text of ${subject}.`, policy: PLAIN_POLICY },
      calling,
    )
  ).ref

/** Posts to a group; a member opens the post by the grant that is sealed to the whole group. */
async function postAndOpen(): Promise<void> {
  await foundGroup(alice, 'Choir', [bob])
  const post = await send(alice, 'Choir', 'Rehearsal')
  await bob.arrival(post)
  await bob.read(post)
}

/** Fills the tables of what a person sets up for themselves. */
async function orderByRules(): Promise<void> {
  const { searches, rules, templates, letters } = alice.do
  const acts = { labels: ['fruit'], archive: false, star: true, mute: false, done: false }
  await searches.add({ name: 'From Bob', query: 'from:bob' }, calling)
  await rules.add({ name: 'Fruit', query: 'from:bob', acts }, calling)
  await rules.run({ rule: 'Fruit' }, calling)
  await templates.add(
    { name: 'Weekly', subject: 'Week', text: 'Done:', to: ['bob'], tags: [], options: null },
    calling,
  )
  await templates.setSignature({ text: 'Alice' }, calling)
  const asked = await send(alice, 'bob', 'Well?')
  const at = new Date(Date.now() + 60_000).toISOString()
  await letters.remind({ ref: asked, at }, calling)
}

async function live(): Promise<void> {
  await postAndOpen()
  const toBob = await send(alice, 'bob', 'Plums')
  await bob.arrival(toBob)
  await bob.read(toBob)
  const fromBob = await send(bob, 'alice', 'Pears')
  await alice.arrival(fromBob)
  await alice.read(fromBob)
  await alice.do.letters.mark({ ref: fromBob, value: 'done' }, calling)
  await alice.do.drafts.save({ to: [], subject: '', text: '', tags: [], policy: PLAIN_POLICY }, calling)
  await orderByRules()
  await send(alice, 'public', 'To everyone')
  await send(alice, 'self', 'A note')
  await addFile(alice, (await makeFile(folder, 'empty.bin', 0)).path)
  await addFile(alice, (await makeFile(folder, 'large.bin', 200_000)).path)
  await addPicture(alice, 'one.jpg')
  await createAlbum(
    alice,
    'Summer',
    (await alice.do.files.list({ limit: 1 }, calling)).map(({ file }) => file),
  )
  await shareAlbum(alice, 'Summer', 'bob')
  await alice.do.follows.follow({ who: 'bob' }, calling)
}

async function backUp(): Promise<void> {
  const { parts, ownCores } = alice.home
  await makeBackup({ ...parts, ownCores, device: alice.device }, path, { others: true, files: true })
}

function rowsOf(ledger: Rows, table: string): Record<string, SqlValue>[] {
  const { columns, key } = shapeOf(ledger, table)
  const list = columns.flatMap((name) => [`typeof("${name}") AS "type ${name}"`, `"${name}"`]).join(', ')
  return ledger.all(`SELECT ${list} FROM "${table}" ORDER BY ${key.map((name) => `"${name}"`).join(', ')}`)
}

async function withFilled(check: (filled: Ledger) => void): Promise<void> {
  const ledger = await openLedger({
    ...{ path: join(folder, 'ledger'), mirrorPath: join(folder, 'ledger.mirror'), key: new Uint8Array(32) },
    schemas: LEDGER_SCHEMAS,
  })
  const backup = await scanBackup(path, await openPersonRoot(words))
  try {
    expect((await fillLedger(ledger, backup, () => undefined)).lost).toEqual({})
    check(ledger)
  } finally {
    await backup.close()
    await ledger.close()
  }
}

/** The last entries of the backup, about the person's cores at that time. */
const MADE_BY_THE_BACKUP = ['own_identity', 'former_cores']

test('each table of a much used home has the same rows in its backup', async () => {
  await live()
  // Nothing may change between the rows read here and those of the backup.
  await bob.stop()
  await alice.home.ownCores.flush()
  await backUp()
  const tables = BACKED_UP.filter(
    (table) => !MADE_BY_THE_BACKUP.includes(table) && shapeOf(alice.home.parts.ledger, table).key.length > 0,
  )
  const before = new Map(tables.map((table) => [table, rowsOf(alice.home.parts.ledger, table)]))
  expect(before.get('access_releases')!.map((row) => row['type sealed_key'])).toContain('blob')
  await withFilled((filled) => {
    for (const [table, rows] of before) expect(rowsOf(filled, table), table).toEqual(rows)
  })
})

test('a home with opened group letters is restored without a missing record', async () => {
  await postAndOpen()
  await backUp()
  await alice.remove()
  await again.start()
  expect(await again.recover(words, { backup: path })).toMatchObject({ groups: 1, lost: {}, isListed: true })
})

/** Flips one bit of the frame's payload. */
async function damage(offset: number, bytes: number): Promise<void> {
  const file = await open(path, 'r+')
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, offset + bytes - 20)
  await file.write(Buffer.of(buffer[0]! ^ 1), 0, 1, offset + bytes - 20)
  await file.close()
}

test('a restore reports missing data and its amount', async () => {
  const draft = { to: [], subject: 'a draft', text: '', tags: [], policy: PLAIN_POLICY }
  await alice.do.drafts.save(draft, calling)
  await send(alice, 'self', 'A note')
  await backUp()
  const backup = await scanBackup(path, await openPersonRoot(words))
  const drafts = backup.list!.pieces.find(({ table }) => table === 'drafts')!
  const keys = backup.list!.pieces.find(({ table }) => table === 'own_box_keys')!
  const [block] = [...backup.blocks.values()].flatMap((one) => [...one.values()])
  await backup.close()
  for (const place of [drafts, keys, block!]) await damage(place.offset, place.bytes)
  await alice.remove()
  await again.start()
  const { lost, isListed } = await again.recover(words, { backup: path })
  expect({ lost, isListed }).toEqual({ lost: { drafts: 1, own: keys.rows, contents: 1 }, isListed: true })
})
