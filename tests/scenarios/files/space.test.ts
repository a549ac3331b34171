// Space: own objects are deleted, received files kept or dropped, and the disk gets its space back.
import { expect, test } from 'vitest'
import type { RefText } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent, saveFiles } from '../../support/files.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const LARGE = 300_000
const MIB = 1 << 20

async function fileTo(alice: Person, readers: Person[], bytes = LARGE, name = 'film.bin') {
  const { path, content } = await makeFile(await makeFolder(), name, bytes)
  const added = await addFile(alice, path)
  const letter = await alice.write(readers, `With ${name}`, 'see', { attachments: [added.file] })
  await Promise.all(readers.map((reader) => reader.arrival(letter)))
  return { letter, file: added.ref, content }
}

const report = (person: Person) => person.do.space.report({}, calling)
const remove = (person: Person, ref: RefText) => person.do.space.delete({ ref }, calling)
const kept = (person: Person) => person.do.space.kept({ order: 'unused', limit: 100 }, calling)

test('space is listed by kind, audience and age, and kept foreign files by person', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { letter } = await fileTo(alice, [bob])
  const { path } = await makeFile(await makeFolder(), 'mine.bin', 1000)
  await addFile(alice, path)
  await saveFiles(bob, letter, await makeFolder())
  const { own } = await report(alice)
  expect([own.count, own.byKind.letter.count, own.byKind.other.count]).toEqual([3, 1, 2])
  expect([own.byAudience.self.count, own.byAudience.persons.count, own.byAge.week.count]).toEqual([1, 2, 3])
  expect(own.bytes).toBeGreaterThan(LARGE)
  const ofBob = await report(bob)
  expect(ofBob.kept.byPerson).toMatchObject([{ name: 'alice', count: 2 }])
  expect([ofBob.kept.files, ofBob.kept.letters.count, ofBob.own.count]).toEqual([
    { count: 1, bytes: LARGE },
    1,
    0,
  ])
  const largest = await alice.do.space.own({ order: 'largest', limit: 1 }, calling)
  expect(largest).toMatchObject([{ title: 'film.bin', kind: 'other', audience: 'persons' }])
  const next = await alice.do.space.own({ order: 'largest', limit: 5, before: largest[0]!.cursor }, calling)
  expect(next).toHaveLength(2)
})

test('a file that a letter carries is only unlisted, and destroyed with the last letter that carries it', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { letter, file, content } = await fileTo(alice, [bob])
  await bob.read(letter)
  const { isDestroyed, deletion } = await remove(alice, file)
  expect([
    isDestroyed,
    deletion.heldBy.map(({ ref }) => ref),
    deletion.keptBy.map(({ name }) => name),
  ]).toEqual([...[false, [letter], ['bob']]])
  expect(await alice.do.files.list({ limit: 10 }, calling)).toEqual([])
  expect(await savedContent(bob, letter, await makeFolder())).toEqual(content)
  expect((await remove(alice, letter)).isDestroyed).toBe(true)
  expect((await report(alice)).own.count).toBe(0)
  await expect(alice.read(letter)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await savedContent(bob, letter, await makeFolder())).toEqual(content)
})

test('a file that no letter carries is destroyed with its key, and no byte of it is left in its core', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  for (const bytes of [1000, LARGE]) {
    const { path } = await makeFile(await makeFolder(), 'mine.bin', bytes)
    const { ref } = await addFile(alice, path)
    const place = alice.home.files.refOf(alice.home.files.list(1)[0]!)
    const beginning = ref.slice('fumikura://ref/'.length).slice(0, 10) as RefText
    expect((await remove(alice, beginning)).isDestroyed).toBe(true)
    const core = await alice.home.ownCores.openCore(place.core)
    for (let number = 0; number < place.chunkCount; number++)
      expect(await core.get(place.start + number, { wait: false })).toBeNull()
    await expect(remove(alice, ref)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  expect(alice.home.parts.ledger.all('SELECT 1 FROM access_keys WHERE content_key IS NOT NULL')).toEqual([])
})

test('a deleted letter opens only for readers who had opened it', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const ref = await alice.write([bob, carol], 'Secret', 'between us')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  const explained = await alice.do.space.explainDeletion({ ref }, calling)
  expect(explained.keptBy.map(({ name }) => name)).toEqual(['bob'])
  await remove(alice, ref)
  expect(await alice.list('sent')).toEqual([])
  await expect(carol.read(ref)).rejects.toMatchObject({ code: 'RECALLED' })
  expect((await bob.read(ref)).text).toBe('between us')
  await expect(remove(bob, ref)).rejects.toMatchObject({ code: 'NOT_YOURS' })
})

test('a deleted public post is removed from the archive, and both copies of its block are cleared', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const note = await alice.write({ name: 'self' }, 'A note', 'for me')
  await alice.do.letters.share({ ref: note, to: 'public' }, calling)
  const before = alice.home.parts.ledger.get<{ core: Uint8Array; start: number }>(
    'SELECT * FROM public_copies',
  )!
  expect((await alice.do.space.explainDeletion({ ref: note }, calling)).openTo).toMatchObject([
    { person: 'public' },
  ])
  await remove(alice, note)
  const core = await alice.home.ownCores.openCore(before.core)
  expect(await core.get(before.start, { wait: false })).toBeNull()
  expect(await alice.list('sent')).toEqual([])
})

test('a dropped file is fetched again on request, and is passed on to no one until then', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { letter, content } = await fileTo(alice, [bob])
  await saveFiles(bob, letter, await makeFolder())
  expect(await kept(bob)).toMatchObject([
    { ref: letter, number: 1, bytes: LARGE, isWhole: true, isPinned: false },
  ])
  expect(await bob.do.space.drop({ target: { ref: letter } }, calling)).toEqual({ files: 1, bytes: LARGE })
  expect([await kept(bob), (await bob.read(letter)).text]).toEqual([[], 'see'])
  await alice.stop()
  await expect(saveFiles(bob, letter, await makeFolder(), { waitMs: 50 })).rejects.toMatchObject({
    code: 'AUTHOR_AWAY',
  })
  await alice.start()
  expect(await savedContent(bob, letter, await makeFolder())).toEqual(content)
  await expect(bob.do.space.drop({ target: { ref: letter, number: 2 } }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('the least recently used files are dropped above the quota, never pinned ones; if no file may be dropped, the status shows this', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await bob.home.space.quota.setQuota(2.5 * MIB)
  const letters: RefText[] = []
  for (const name of ['a', 'b', 'c']) letters.push((await fileTo(alice, [bob], MIB, name)).letter)
  const [a, b, c] = letters as [RefText, RefText, RefText]
  expect(await bob.do.space.pin({ target: { ref: a }, waitMs: PATIENCE_MS }, calling)).toEqual({
    files: 1,
    bytes: MIB,
  })
  await saveFiles(bob, b, await makeFolder())
  await saveFiles(bob, c, await makeFolder())
  const names = async () => (await kept(bob)).map(({ name }) => name)
  // A file is dropped beside the fetching that needs its room.
  await until(async () => expect(await names()).toEqual(['a', 'c']))
  await bob.do.space.pin({ target: { ref: c }, waitMs: PATIENCE_MS }, calling)
  await expect(saveFiles(bob, b, await makeFolder())).rejects.toMatchObject({ code: 'QUOTA' })
  await bob.do.space.unpin({ target: { ref: a } }, calling)
  expect(await saveFiles(bob, b, await makeFolder())).toHaveLength(1)
  await until(async () =>
    expect((await kept(bob)).map(({ name, isWhole }) => [name, isWhole])).toEqual([
      ['c', true],
      ['b', true],
    ]),
  )
})

test('deletion gives its space back to the disk, and neighbouring blocks stay whole', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const files = []
  for (const [name, size] of Object.entries({ a: 10, b: 10, c: 10, small: 1 })) {
    const made = await makeFile(folder, name, size * MIB)
    files.push({ ...made, ...(await addFile(alice, made.path)) })
  }
  const before = (await report(alice)).disk
  await remove(alice, files[1]!.ref)
  // So few bytes are given back to the disk only on request.
  await remove(alice, files[3]!.ref)
  const { bytes } = await alice.do.space.giveBack({}, calling)
  const after = (await report(alice)).disk
  expect(before.usedBytes - after.usedBytes).toBeGreaterThan(10 * MIB)
  expect([bytes > 0, after.waitingBytes]).toEqual([true, 0])
  expect((await savedContent(alice, files[2]!.ref, folder)).equals(files[2]!.content)).toBe(true)
})
