// Search by operators, between two persons and in a group. A sealed letter is judged by its notice
// alone.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { addFile, makeFile } from '../support/files.ts'
import { foundGroup } from '../support/groups.ts'
import { calling, type Person } from '../support/person.ts'
import { exportHome, importInto } from '../support/portable.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const makeCircle = useCircle()
const makeFolder = useTempFolders()
const CONTROLLED = { ...PLAIN_POLICY, mode: 'controlled' } as const

async function search(person: Person, query: string): Promise<(string | null)[]> {
  const found = await person.do.letters.search({ query, limit: 50 }, calling)
  return found.map(({ subject }) => subject)
}

async function makePair(): Promise<[Person, Person]> {
  return (await makeCircle(['alice', 'bob'])).people as [Person, Person]
}

test('a sealed letter is judged by its notice alone, and by all of it after it is opened', async () => {
  const [alice, bob] = await makePair()
  const { path } = await makeFile(await makeFolder(), 'tide table.bin', 20_000)
  const attachments = [(await addFile(alice, path)).file]
  const ref = await alice.write(bob, 'Harbour', 'The lantern is lit.', { attachments, policy: CONTROLLED })
  await bob.arrival(ref)
  const hidden = ['lantern', 'filename:tide', 'table', 'harbour lantern', 'filename:bin']
  const noticed = ['subject:harbour', 'has:file', 'larger:20k', 'from:alice', 'is:sealed', 'smaller:1M']
  // Nobody can tell these from a letter without the words, so they find it.
  const unknown = ['-lantern', '-filename:tide', '-table -lantern']
  for (const query of hidden) expect([query, await search(bob, query)]).toEqual([query, []])
  for (const query of [...noticed, ...unknown])
    expect([query, await search(bob, query)]).toEqual([query, ['Harbour']])
  for (const query of hidden) expect([query, await search(alice, query)]).toEqual([query, ['Harbour']])
  await bob.read(ref)
  for (const query of hidden) expect([query, await search(bob, query)]).toEqual([query, ['Harbour']])
  for (const query of unknown) expect([query, await search(bob, query)]).toEqual([query, []])
})

test('a long title is known from its notice up to where that cuts it', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, `${'long '.repeat(50)}lantern`, 'x', { policy: CONTROLLED })
  await bob.arrival(ref)
  expect(await search(bob, 'subject:lantern')).toEqual([])
  expect(await search(bob, 'subject:long')).toHaveLength(1)
  await bob.read(ref)
  expect(await search(bob, 'subject:lantern')).toHaveLength(1)
})

const MAIL_BEFORE_FILE = ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'See the plan.', '--b']

/** A mail with one file of 5 bytes. */
const mailWithFile = (subject: string, name: string): string =>
  [
    ...['From: Ume <ume@example.org>', `Subject: ${subject}`, 'Date: Mon, 5 Jan 2004 12:00:00 +0000'],
    ...MAIL_BEFORE_FILE,
    ...['Content-Type: application/pdf', `Content-Disposition: attachment; filename="${name}"`],
    ...['Content-Transfer-Encoding: base64', '', 'aGVsbG8=', '--b--', ''],
  ].join('\r\n')

test('files inside imported mail are found by has:file and by their names, also after an export', async () => {
  const [alice] = await makePair()
  const box = [mailWithFile('Pier', 'harbour plan.pdf'), 'From: a@x.org\r\nSubject: Bare\r\n\r\nplan\r\n']
  const folder = await makeFolder()
  await writeFile(join(folder, 'old.mbox'), box.map((mail) => `From a@x.org\r\n${mail}\r\n`).join(''))
  await mkdir(join(folder, 'Maildir', 'cur'), { recursive: true })
  const encoded = mailWithFile('Stairs', '=?utf-8?B?6ZqO5q6144Gu5Zuz6Z2iLnBkZg==?=')
  await writeFile(join(folder, 'Maildir', 'cur', '1.x:2,S'), encoded)
  expect(await importInto(alice, folder)).toMatchObject({ taken: 3, refused: [] })
  const out = join(await makeFolder(), 'out')
  await exportHome(alice, out)
  const [carol] = (await makeCircle(['carol'])).people as [Person]
  await importInto(carol, out)
  for (const person of [alice, carol]) {
    const cases: [query: string, subjects: string[]][] = [
      ['has:file', ['Pier', 'Stairs']],
      ['-has:file', ['Bare']],
      ['filename:harbour', ['Pier']],
      ['filename:階段', ['Stairs']],
      ['図面', ['Stairs']],
      ['plan', ['Bare', 'Pier', 'Stairs']],
      ['filename:plan OR 図面', ['Pier', 'Stairs']],
      ['has:file larger:2k', []],
      ['has:file smaller:2k', ['Pier', 'Stairs']],
    ]
    for (const [query, subjects] of cases)
      expect([query, (await search(person, query)).sort()]).toEqual([query, subjects])
    const [row] = await person.do.letters.search({ query: '図面', limit: 5 }, calling)
    expect(row!.attached).toEqual({ count: 1, size: 5, names: ['階段の図面.pdf'] })
  }
})

test('names of files leave the search when their letter is recalled', async () => {
  const [alice, bob] = await makePair()
  const { path } = await makeFile(await makeFolder(), 'tide table.bin', 1000)
  const attachments = [(await addFile(alice, path)).file]
  const ref = await alice.write(bob, 'Harbour', 'x', { attachments, policy: CONTROLLED })
  expect(await search(alice, 'filename:tide')).toEqual(['Harbour'])
  await alice.do.letters.recall({ ref }, calling)
  expect(await search(alice, 'filename:tide')).toEqual([])
})

test('in: finds boxes and groups, and OR, a minus and quotes combine with any operator', async () => {
  const [alice, bob] = await makePair()
  await foundGroup(alice, 'Harbour choir', [bob])
  await bob.write({ name: 'Harbour choir' }, 'Rehearsal', 'bring the blue scores')
  const drawings = await alice.write(bob, 'Drawings', 'the scores of the blue pier')
  const plan = await alice.write(bob, '会議の件', '東京都庁で会いましょう。延期はありません。')
  await bob.arrival(plan)
  await bob.read(drawings)
  await bob.read(plan)
  const cases: [query: string, subjects: string[]][] = [
    ['in:group', ['Rehearsal']],
    ['in:"Harbour choir"', ['Rehearsal']],
    ['in:choir -from:me', []],
    ['in:sent', ['Rehearsal']],
    ['-in:sent in:all', ['会議の件', 'Drawings']],
    ['in:inbox -drawings', ['会議の件']],
    ['"blue scores"', ['Rehearsal']],
    ['blue scores', ['Drawings', 'Rehearsal']],
    ['pier OR 都庁', ['会議の件', 'Drawings']],
    ['scores -pier', ['Rehearsal']],
    ['都庁 -延期', []],
    ['都庁 -中止', ['会議の件']],
    ['from:alice OR in:group -subject:drawings', ['会議の件', 'Rehearsal']],
    ['subject:scores', []],
    ['to:choir', ['Rehearsal']],
  ]
  for (const [query, subjects] of cases) expect([query, await search(bob, query)]).toEqual([query, subjects])
  await expect(search(bob, 'in:nowhere')).rejects.toMatchObject({ code: 'INVALID' })
})

test('any text is a search or a clear refusal', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Harbour', 'NEAR the pier')
  await bob.arrival(ref)
  await bob.read(ref)
  const literal = [
    'NEAR',
    'near(',
    '*harbour*',
    '"harbour',
    'harbour"',
    '{title}:pier',
    'har\0bour',
    'AND NOT',
  ]
  for (const query of literal) expect((await search(bob, query)).length).toBeLessThanOrEqual(1)
  expect(await search(bob, 'near( *pier^')).toEqual(['Harbour'])
  expect(await search(bob, '"(*)"')).toEqual([])
  for (const query of ['x '.repeat(200), 'from:ana '.repeat(60)])
    await expect(search(bob, query)).rejects.toMatchObject({ code: 'INVALID' })
  for (const long of ['京'.repeat(999), 'a-'.repeat(499), 'a"'.repeat(499), '-"'.repeat(50)])
    expect(await search(bob, long)).toEqual([])
})
