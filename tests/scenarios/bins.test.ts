// Spam and trash: what a person takes out of all lists is found there, and nowhere else.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PLAIN_POLICY, type Bin, type RefText } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, type Person } from '../support/person.ts'
import { importInto } from '../support/portable.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const makeCircle = useCircle()
const makeFolder = useTempFolders()

const bin = (person: Person, ref: RefText, to: Bin | null) =>
  person.do.letters.bin({ refs: [ref], bin: to }, calling)

const search = async (person: Person, query: string) =>
  (await person.do.letters.search({ query, limit: 50 }, calling)).map(({ ref }) => ref)

async function importMails(person: Person, subjects: readonly string[]): Promise<RefText[]> {
  const folder = await makeFolder()
  for (const [n, subject] of subjects.entries()) {
    const head = [
      'From: shop@example.org',
      `Subject: ${subject}`,
      `Message-ID: <${n}@example.org>`,
      ...(n === 0 ? [] : ['References: <0@example.org>']),
      `Date: Mon, 5 Jan 2004 12:00:0${n} +0000`,
    ]
    await writeFile(join(folder, `${n}.eml`), `${head.join('\r\n')}\r\n\r\nCheap pears\r\n`)
  }
  expect(await importInto(person, folder)).toMatchObject({ taken: subjects.length })
  const found = await person.list('imported')
  return subjects.map((subject) => found.find((letter) => letter.subject === subject)!.ref!)
}

test('a mail in the spam is in no other list, count, label, thread or search, and comes back', async () => {
  const [alice] = (await makeCircle(['alice'])).people as [Person]
  const [first, second] = (await importMails(alice, ['Pears', 'Re: Pears'])) as [RefText, RefText]
  await alice.do.letters.tidy({ refs: [second], addLabels: ['fruit'], starred: true }, calling)
  expect(await bin(alice, second, 'spam')).toMatchObject([
    { ref: second, bin: 'spam', tidy: { starred: true } },
  ])

  expect(await search(alice, 'in:all')).toEqual([first])
  for (const box of ['imported', 'starred', 'trash'] as const)
    expect((await alice.list(box)).map(({ ref }) => ref)).not.toContain(second)
  expect(await alice.list('spam')).toMatchObject([{ ref: second, subject: 'Re: Pears' }])
  const { boxes, labels } = await alice.do.home.standing({}, calling)
  expect([boxes.imported, boxes.starred, boxes.spam, boxes.trash].map(({ total }) => total)).toEqual([
    1, 0, 1, 0,
  ])
  expect(labels).toEqual([])
  const thread = await alice.do.threads.get({ ref: first, limit: 9 }, calling)
  expect(thread.letters.map(({ shown }) => shown.ref)).toEqual([first])

  expect(await search(alice, 'pears')).toEqual([first])
  expect(await search(alice, 'pears in:spam')).toEqual([second])
  expect(await search(alice, 'in:spam label:fruit from:shop')).toEqual([second])
  expect(await search(alice, 'in:trash OR pears')).toEqual([first])
  expect(await search(alice, 'pears -in:spam')).toEqual([first])
  // By the beginning of its ref, as a command names it.
  expect(await bin(alice, second.split('/').at(-1)!.slice(0, 12) as RefText, 'trash')).toMatchObject([
    { ref: second, bin: 'trash' },
  ])
  expect(await search(alice, 'in:spam')).toEqual([])
  expect(await search(alice, 'pears in:trash')).toEqual([second])

  await alice.stop()
  await alice.start()
  expect(await search(alice, 'pears in:trash')).toEqual([second])
  expect(await bin(alice, second, null)).toMatchObject([{ ref: second, bin: null }])
  expect(await search(alice, 'pears')).toEqual([second, first])
  expect((await alice.do.threads.get({ ref: first, limit: 9 }, calling)).letters).toHaveLength(2)
  expect((await alice.do.home.standing({}, calling)).labels).toEqual(['fruit'])
})

test('only a mail can be spam, and an urgent letter in the trash presses nobody', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const urgent = await bob.write(alice, 'Now', 'Come!', { policy: { ...PLAIN_POLICY, urgent: true } })
  await alice.arrival(urgent)
  await expect(bin(alice, urgent, 'spam')).rejects.toMatchObject({ code: 'INVALID' })
  const pressing = () => alice.list('inbox', { only: ['pressing'] })
  expect(await pressing()).toHaveLength(1)
  await bin(alice, urgent, 'trash')
  expect(await pressing()).toEqual([])
  expect((await alice.do.home.standing({}, calling)).boxes.inbox).toMatchObject({ total: 0, unread: 0 })
  // It is opened from there as from any list, and stays there.
  expect((await alice.read(urgent)).text).toBe('Come!')
  expect(await alice.list('trash')).toMatchObject([{ ref: urgent, state: 'referenced' }])
  await expect(alice.do.letters.bin({ refs: ['nothing'], bin: 'trash' }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
