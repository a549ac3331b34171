// Attached files: the author stores them once, a letter links them, and its readers fetch them.
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent, saveFiles } from '../../support/files.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, eventually, pair, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const LARGE = 300_000

const ownCores = (person: Person, kind: string): number =>
  person.home.ownCores.list().filter((core) => core.kind === kind).length

test('a small and a large file are sent with a letter as links, and its reader saves them byte for byte', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const small = await makeFile(folder, 'note.bin', 1000)
  const large = await makeFile(folder, 'film.mp4', LARGE)
  const files = [await addFile(alice, small.path), await addFile(alice, large.path)]
  const ref = await alice.write(bob, 'Two files', 'here', { attachments: files.map(({ file }) => file) })
  await bob.arrival(ref)
  const read = await bob.read(ref)
  expect(read.attachments.map(({ name, size }) => [name, size])).toEqual([
    ['note.bin', 1000],
    ['film.mp4', LARGE],
  ])
  const saved = await saveFiles(bob, ref, await makeFolder())
  expect(saved.map((path) => basename(path))).toEqual(['note.bin', 'film.mp4'])
  expect(await Promise.all(saved.map((path) => readFile(path)))).toEqual([small.content, large.content])
})

test('the reader and the author see number and size of the files before the letter is opened', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const files = [await makeFile(folder, 'a.bin', 1000), await makeFile(folder, 'b.mp4', LARGE)]
  const added = await Promise.all(files.map(({ path }) => addFile(alice, path)))
  const attachments = added.map(({ file }) => file)
  const ref = await alice.write(bob, 'Two files', 'here', { attachments })
  const bare = await alice.write(bob, 'None', 'here')
  await bob.arrival(bare)
  const attached = { count: 2, size: 1000 + LARGE }
  for (const [person, box] of [[bob, 'inbox'] as const, [alice, 'sent'] as const]) {
    const rows = await person.list(box)
    expect(rows.find((row) => row.ref === ref)).toMatchObject({ attached })
    expect(rows.find((row) => row.ref === bare)).toMatchObject({ attached: { count: 0, size: 0 } })
  }
  await bob.read(ref)
  expect((await bob.list()).find((row) => row.ref === ref)).toMatchObject({ attached, state: 'referenced' })
  await alice.do.drafts.save(
    { to: [], subject: 'Draft', text: '', attachments, tags: [], policy: PLAIN_POLICY },
    calling,
  )
  expect(await alice.list('drafts')).toMatchObject([{ attached }])
})

test('saving opens the letter and never overwrites existing files', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const { path, content } = await makeFile(folder, 'a.bin', 500)
  const { file } = await addFile(alice, path)
  const ref = await alice.write(bob, 'One', 'x', { attachments: [file] })
  await bob.arrival(ref)
  await writeFile(join(folder, 'a (2).bin'), 'mine')
  expect(await saveFiles(bob, ref, folder)).toEqual([join(folder, 'a (3).bin')])
  expect(await readFile(join(folder, 'a (3).bin'))).toEqual(content)
  expect((await alice.status(ref)).map(({ state }) => state)).toEqual(['referenced'])
  await expect(saveFiles(bob, ref, folder, { number: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(saveFiles(bob, ref, join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'INVALID' })
})

test('the same file added again is linked under the new name and not stored twice', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  for (const bytes of [2000, LARGE]) {
    const { path, content } = await makeFile(folder, `first-${bytes}`, bytes)
    const first = await addFile(alice, path)
    const cores = ownCores(alice, 'object')
    const again = await addFile(alice, path)
    await writeFile(join(folder, `second-${bytes}`), content)
    const other = await addFile(alice, join(folder, `second-${bytes}`))
    expect([first.isKnown, again.isKnown, other.isKnown]).toEqual([false, true, true])
    expect([again.file, other.ref, other.name]).toEqual([first.file, first.ref, `second-${bytes}`])
    expect(ownCores(alice, 'object')).toBe(cores)
  }
  expect((await alice.do.files.list({ limit: 10 }, calling)).map(({ name }) => name)).toEqual([
    `second-${LARGE}`,
    `first-${LARGE}`,
    'second-2000',
    'first-2000',
  ])
})

test('files.where() shows how much of a file is here, and who is online for the rest', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  await pair(bob, carol)
  const { path } = await makeFile(await makeFolder(), 'film.mp4', LARGE)
  const { file } = await addFile(alice, path)
  expect(await alice.do.files.where({ files: [file] }, calling)).toMatchObject([
    { file, bytesHere: LARGE, isWhole: true, isAuthorHere: true, fellows: 0 },
  ])
  const ref = await alice.write([bob, carol], 'A film', 'see', { attachments: [file] })
  await bob.arrival(ref)
  const [attached] = (await bob.read(ref)).attachments
  const look = async () =>
    (await bob.do.files.where({ files: [attached!.file, 'no id of ours'] }, calling))[0]
  expect(await look()).toMatchObject({ bytesHere: 0, isWhole: false, isAuthorHere: true, fellows: 1 })
  await alice.stop()
  await eventually(async () => (await look())?.isAuthorHere === false)
  expect(await look()).toMatchObject({ bytesHere: 0, isWhole: false, fellows: 1 })
  await alice.start()
  await saveFiles(bob, ref, await makeFolder())
  await eventually(async () => (await look())?.isWhole === true)
  expect(await look()).toMatchObject({ bytesHere: LARGE, isAuthorHere: true })
})

test('a fellow reader supplies fetched files while the author is away', async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  await pair(bob, carol)
  const { path, content } = await makeFile(await makeFolder(), 'film.bin', LARGE)
  const { file } = await addFile(alice, path)
  const ref = await alice.write([bob, carol], 'A film', 'see', { attachments: [file] })
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await carol.read(ref)
  expect(await savedContent(bob, ref, await makeFolder())).toEqual(content)
  await alice.stop()
  expect(await savedContent(carol, ref, await makeFolder())).toEqual(content)
})

test('without author or fellow reader a file shows that it waits, and resumes when one of them connects', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { path, content } = await makeFile(await makeFolder(), 'film.bin', LARGE)
  const { file } = await addFile(alice, path)
  const ref = await alice.write(bob, 'A film', 'see', { attachments: [file] })
  await bob.arrival(ref)
  await bob.read(ref)
  await alice.stop()
  const folder = await makeFolder()
  await expect(saveFiles(bob, ref, folder, { waitMs: 50 })).rejects.toMatchObject({ code: 'AUTHOR_AWAY' })
  await alice.start()
  expect(await savedContent(bob, ref, folder)).toEqual(content)
})

test('a recalled letter closes its files to readers who had not opened it', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const { path, content } = await makeFile(await makeFolder(), 'film.bin', LARGE)
  const { file } = await addFile(alice, path)
  const ref = await alice.write([bob, carol], 'A film', 'see', { attachments: [file] })
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  await alice.do.letters.recall({ ref }, calling)
  await expect(saveFiles(carol, ref, await makeFolder())).rejects.toMatchObject({ code: 'RECALLED' })
  expect(await savedContent(bob, ref, await makeFolder())).toEqual(content)
  expect((await alice.do.files.list({ limit: 10 }, calling)).map(({ name }) => name)).toEqual(['film.bin'])
})

test('the file of a held letter is available to no one before the letter is let go', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { path, content } = await makeFile(await makeFolder(), 'film.bin', LARGE)
  const added = await addFile(alice, path)
  const ref = await alice.write(bob, 'Later', 'x', {
    attachments: [added.file],
    policy: { ...PLAIN_POLICY, hold: true },
  })
  const count = (): number =>
    alice.home.parts.ledger.get<{ n: number }>('SELECT count(*) AS n FROM core_readers WHERE is_own = 1')!.n
  expect(count()).toBe(0)
  await alice.do.letters.letGo({ ref }, calling)
  await bob.arrival(ref)
  expect(await savedContent(bob, ref, await makeFolder())).toEqual(content)
})

test('members of a group get the files of a post, also from each other', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  await foundGroup(alice, 'Choir', [bob, carol])
  const folder = await makeFolder()
  const large = await makeFile(folder, 'score.bin', LARGE)
  const small = await makeFile(folder, 'words.bin', 300)
  const files = [(await addFile(alice, large.path)).file, (await addFile(alice, small.path)).file]
  const ref = await alice.write({ name: 'Choir' }, 'Score', 'learn it', { attachments: files })
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await carol.read(ref)
  expect(await savedContent(bob, ref, await makeFolder(), 1)).toEqual(large.content)
  expect(await savedContent(bob, ref, await makeFolder(), 2)).toEqual(small.content)
  await alice.stop()
  expect(await savedContent(carol, ref, await makeFolder(), 1)).toEqual(large.content)
})

test('files of other authors and unknown ids cannot be attached', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { path } = await makeFile(await makeFolder(), 'a.bin', 100)
  const { file } = await addFile(alice, path)
  const ref = await alice.write(bob, 'One', 'x', { attachments: [file] })
  await bob.arrival(ref)
  const { attachments } = await bob.read(ref)
  await expect(bob.write(alice, 'Back', 'x', { attachments: [attachments[0]!.file] })).rejects.toMatchObject({
    code: 'NOT_YOURS',
  })
  await expect(bob.write(alice, 'Back', 'x', { attachments: [file] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
