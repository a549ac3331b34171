// A part of a home is exported: a thread, a group, an album or a period. Each is a complete export
// of that part only.
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile } from '../../support/files.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, type Person } from '../../support/person.ts'
import { exportHome, listFiles, readRecords, verifyHere } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { TestClock } from '../../support/test-clock.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const DAY_MS = 24 * 60 * 60 * 1000

let clock: TestClock
let alice: Person
let reply: string

/** A thread of two with a file, a post to a group, an album, and a letter a month later. */
beforeEach(async () => {
  clock = new TestClock()
  const people = (await circle(['alice', 'bob'], clock)).people as [Person, Person]
  alice = people[0]
  const bob = people[1]
  const folder = await makeFolder()
  const [notes, picture] = [await makeFile(folder, 'notes.bin', 300), await makeFile(folder, 'pear.bin', 400)]
  const attachments = [(await addFile(alice, notes.path)).file]
  const first = await alice.write(bob, 'Thread', 'one', { attachments })
  reply = await alice.write(bob, 'Re: Thread', 'two', { replyTo: first })
  await foundGroup(alice, 'Choir', [bob])
  await alice.write({ name: 'Choir' }, 'Posted', 'to all')
  const { file } = await addFile(alice, picture.path)
  await alice.do.albums.create({ title: 'Garden', text: '', files: [file] }, calling)
  clock.pass(30 * DAY_MS)
  await alice.write(bob, 'Later', 'a month on')
})

async function exported(selection: Parameters<typeof exportHome>[2]) {
  const out = join(await makeFolder(), 'out')
  await exportHome(alice, out, selection)
  expect(await verifyHere(alice, out)).toMatchObject({ ok: true, problems: [] })
  const paths = await listFiles(out)
  const named = (folder: string): string[] => paths.filter((path) => path.startsWith(`data/${folder}/`))
  const hasLetters = paths.includes('data/records/letters.jsonl')
  const letters = hasLetters ? await readRecords<{ subject: string }>(out, 'letters.jsonl') : []
  return {
    subjects: letters.map(({ subject }) => subject),
    files: named('files').map((path) => path.replace(/^data\/files\/(\w+).*$/, '$1')),
    albums: named('albums').length > 0,
    hasContacts: paths.includes('data/contacts.vcf'),
  }
}

const NOTHING_ELSE = { files: [] as string[], albums: false, hasContacts: false }

test('a thread, group, album or period is exported alone with its files; a missing object is refused', async () => {
  const later = new Date(clock.now() - DAY_MS).toISOString()
  expect(await exported({ thread: reply })).toEqual({
    ...NOTHING_ELSE,
    subjects: ['Thread', 'Re: Thread'],
    files: ['notes'],
  })
  expect(await exported({ group: 'Choir' })).toEqual({ ...NOTHING_ELSE, subjects: ['Posted'] })
  expect(await exported({ album: 'Garden' })).toEqual({
    ...NOTHING_ELSE,
    subjects: [],
    files: ['pear'],
    albums: true,
  })
  expect(await exported({ since: later })).toEqual({ ...NOTHING_ELSE, subjects: ['Later'] })
  expect(await exported({ until: later })).toEqual({
    ...NOTHING_ELSE,
    subjects: ['Thread', 'Re: Thread', 'Posted'],
    files: ['notes'],
  })
  expect(await exported({})).toEqual({
    subjects: ['Thread', 'Re: Thread', 'Posted', 'Later'],
    files: ['notes', 'pear'],
    albums: true,
    hasContacts: true,
  })
  const path = join(await makeFolder(), 'none')
  await expect(exportHome(alice, path, { group: 'Nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(exportHome(alice, path, { album: 'None' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
