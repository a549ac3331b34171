// Mail of other programs, in any container and charset, becomes letters that can be read,
// found and threaded.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { calling, type Person } from '../../support/person.ts'
import { exportHome, importInto, listFiles, verifyHere } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

/** 会議は三時 in the charsets of its time. */
const JAPANESE: [charset: string, encoding: string, hex: string][] = [
  ['ISO-2022-JP', '7bit', '1b24423271354424' + '4f3b303b7e1b2842'],
  ['Shift_JIS', '8bit', '89ef8b6382cd8e4f8e9e'],
  ['EUC-JP', '8bit', 'b2f1b5c4a4cfbbb0bbfe'],
  ['UTF-8', '8bit', Buffer.from('会議は三時').toString('hex')],
]

function mailOf(head: string[], body: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}

test('mail in Japanese charsets can be read, and found by its words', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  for (const [charset, encoding, hex] of JAPANESE) {
    const raw = Buffer.from(hex, 'hex')
    const head = [
      'From: =?UTF-8?B?5bGx55Sw?= <yamada@example.jp>',
      `Subject: =?${charset}?B?${raw.toString('base64')}?=`,
      `Content-Type: text/plain; charset=${charset}`,
      `Content-Transfer-Encoding: ${encoding}`,
      'Date: Mon, 5 Jan 2004 12:00:00 +0900',
      `X-Charset: ${charset}`,
    ]
    await writeFile(join(folder, `${charset}.eml`), mailOf(head, raw))
  }
  expect(await importInto(alice, folder)).toMatchObject({ taken: 4, refused: [] })
  const found = await alice.do.letters.search({ query: '会議', limit: 10 }, calling)
  expect(found.map(({ subject, from, sentAt }) => [subject, from.name, sentAt])).toEqual(
    JAPANESE.map(() => ['会議は三時', '山田 <yamada@example.jp>', '2004-01-05T03:00:00.000Z']),
  )
  for (const { ref } of found) expect((await alice.read(ref!, 0)).text).toBe('会議は三時')
})

test('an mbox and a Maildir of the same mails are imported once, and threads are right in either order', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const first = mailOf(
    [
      'From: a@x.org',
      'To: b@x.org',
      'Subject: Tea',
      'Message-ID: <1@x>',
      'Date: Mon, 5 Jan 2004 12:00:00 +0000',
    ],
    'Tea?\n\n>From here\nFrom there\n',
  )
  const reply = mailOf(
    [
      'From: b@x.org',
      'Subject: Re: Tea',
      'Message-ID: <2@x>',
      'References: <0@x> <1@x>',
      'Date: Mon, 5 Jan 2004 13:00:00 +0000',
    ],
    'Yes\n',
  )
  const quoted = first.toString().replace(/^(>*From [ht])/gm, '>$1')
  const box = `From b@x.org Mon Jan  5 13:00:00 2004\n${reply.toString()}\nFrom a@x.org Mon Jan  5 12:00:00 2004\n${quoted}\n`
  await writeFile(join(folder, 'inbox'), box.replace(/\r\n/g, '\n'))
  expect(await importInto(alice, join(folder, 'inbox'))).toMatchObject({ taken: 2, known: 0, refused: [] })
  for (const name of ['cur', 'new', 'tmp']) await mkdir(join(folder, 'Mail', name), { recursive: true })
  await writeFile(join(folder, 'Mail/cur/1.x:2,S'), first)
  await writeFile(join(folder, 'Mail/new/2.x'), reply)
  await writeFile(join(folder, 'Mail/dovecot-uidlist'), '3')
  expect(await importInto(alice, join(folder, 'Mail'))).toMatchObject({ taken: 0, known: 2, refused: [] })
  const entries = await alice.list('imported')
  const tea = entries.find(({ subject }) => subject === 'Tea')!
  expect((await alice.read(tea.ref!, 0)).text).toBe('Tea?\n\n>From here\nFrom there')
  const thread = await alice.do.threads.get({ ref: tea.ref!, limit: 10 }, calling)
  expect(thread.letters.map(({ shown }) => shown.subject)).toEqual(['Tea', 'Re: Tea'])
})

test('odd mails: attachments are served, also to readers of a share, HTML becomes text, and files without mail are reported', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const parts = [
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<style>x{}</style><p>Hello &amp; <b>goodbye</b></p><script>bad()</script>',
    '--b',
    'Content-Type: application/pdf; name="=?UTF-8?B?6KuL5rGC5pu4LnBkZg==?="',
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0=',
    '--b--',
    '',
  ]
  await writeFile(
    join(folder, 'a.eml'),
    mailOf(['From: x', 'Subject: odd\t', 'Content-Type: multipart/mixed; boundary=b'], parts.join('\r\n')),
  )
  await writeFile(
    join(folder, 'b.eml'),
    mailOf(['Subject: nothing else', 'Date: nonsense', 'Content-Type: multipart/mixed; boundary=none'], 'x'),
  )
  await writeFile(join(folder, 'photo.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2]))
  await writeFile(
    join(folder, 'people.vcf'),
    'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:花子\r\nTEL:123\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Taro\r\nEND:VCARD\r\n',
  )
  const report = await importInto(alice, folder)
  expect(report).toMatchObject({ taken: 4, refused: [{ what: 'photo.jpg', code: 'INVALID' }] })
  const entries = await alice.list('imported')
  const odd = await alice.read(entries.find(({ subject }) => subject === 'odd')!.ref!, 0)
  expect(odd.text).toBe('Hello & goodbye')
  expect(odd.attachments.map(({ name, size, type }) => [name, size, type])).toEqual([
    ['請求書.pdf', 5, 'application/pdf'],
  ])
  const file = await alice.files.open(odd.attachments[0]!.file, { waitMs: 0, signal: calling.signal })
  const pieces: Uint8Array[] = []
  for await (const piece of file.read(0, file.size)) pieces.push(piece)
  expect(Buffer.concat(pieces).toString()).toBe('%PDF-')
  const { saved } = await alice.do.files.save({ ref: odd.ref, folder, waitMs: 0 }, calling)
  expect(saved).toEqual([join(folder, '請求書.pdf')])
  expect(await readFile(saved[0]!, 'utf8')).toBe('%PDF-')
  await alice.do.letters.share({ ref: odd.ref, to: 'bob' }, calling)
  await bob.arrival(odd.ref)
  const shared = await bob.read(odd.ref)
  expect(shared).toMatchObject({ from: { name: 'alice' }, attachments: [{ name: '請求書.pdf', size: 5 }] })
  const within = await bob.files.open(shared.attachments[0]!.file, { waitMs: 0, signal: calling.signal })
  expect(within).toMatchObject({ name: '請求書.pdf', type: 'application/pdf', from: 'alice' })
  expect((await bob.do.files.save({ ref: odd.ref, number: 1, folder, waitMs: 0 }, calling)).saved).toEqual([
    join(folder, '請求書 (2).pdf'),
  ])
  // A mail without a sender has no author, although it is in alice's home.
  const nameless = await alice.read(entries.find(({ subject }) => subject === 'nothing else')!.ref!, 0)
  expect(nameless).toMatchObject({ from: { name: '' }, imported: { whose: null }, verified: false })
  expect(nameless.from.person).not.toBe((await alice.do.people.whoami({}, calling)).person)
  expect(entries.filter(({ subject }) => subject === '花子' || subject === 'Taro').length).toBe(2)
})

test('the addresses on imported cards are completed, each under the name on its card', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const cards = [
    ['FN:Mara Lind', 'PHOTO;ENCODING=b:' + 'A'.repeat(70_000), 'EMAIL;TYPE=work:mara@bakery.example'],
    ['FN:花子', 'item1.EMAIL;TYPE=INTERNET:hanako@example.jp', 'EMAIL:mailto:hana', ' ko@home.example.jp'],
    ['EMAIL:nameless@example.com', 'EMAIL:no address', 'NOTE:EMAIL:note@example.com'],
  ]
  const text = cards
    .map((lines) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n'))
    .join('')
  await writeFile(join(folder, 'contacts.vcf'), text)
  expect(await importInto(alice, folder)).toMatchObject({ taken: 3, refused: [] })
  const find = async (typed: string) =>
    (await alice.do.people.correspondents({ typed, limit: 8 }, calling)).map(
      ({ name, address }) => `${name} ${address}`,
    )
  expect(await find('mara')).toEqual(['Mara Lind mara@bakery.example'])
  expect((await find('花')).sort()).toEqual(['花子 hanako@example.jp', '花子 hanako@home.example.jp'])
  expect(await find('hanako@h')).toEqual(['花子 hanako@home.example.jp'])
  expect(await find('nameless')).toEqual(['nameless@example.com nameless@example.com'])
  expect(await find('no')).toEqual([])
  const entries = await alice.list('imported')
  expect(entries.map(({ subject }) => subject).sort()).toEqual(['Mara Lind', 'nameless@example.com', '花子'])
  const card = entries.find(({ subject }) => subject === 'Mara Lind')!
  expect(card.from).toMatchObject({ address: 'mara@bakery.example' })
  await expect(alice.do.letters.answerTo({ ref: card.ref! }, calling)).resolves.toMatchObject({ all: [] })
})

test('imported mail is exported again byte for byte, with a proof by the importing person', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  await writeFile(join(folder, 'a.eml'), mailOf(['From: a@x.org', 'Subject: one'], 'x\r\n'))
  await importInto(alice, join(folder, 'a.eml'))
  await exportHome(alice, join(folder, 'out'))
  expect(await verifyHere(alice, join(folder, 'out'))).toMatchObject({ ok: true, checked: 1 })
  expect((await listFiles(join(folder, 'out'))).filter((path) => path.endsWith('.eml')).length).toBe(1)
})

test('a mail address is a person: a search finds who wrote and who was written to', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const mails: [string, string, string][] = [
    ['one', 'Mara Lind <mara@bakery.example>', 'alice@example.org, Jun <jun@office.example>'],
    ['two', '"Lind, M." <Mara@Bakery.example>', 'alice@example.org'],
    ['three', 'news@list.bakery.example', 'alice@example.org'],
    ['four', 'jun@office.example', 'mara@bakery.example'],
  ]
  for (const [subject, from, to] of mails)
    await writeFile(join(folder, `${subject}.eml`), `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\ntext\n`)
  expect(await importInto(alice, folder)).toMatchObject({ taken: 4, refused: [] })
  const search = async (person: Person, query: string): Promise<(string | null)[]> =>
    (await person.do.letters.search({ query, limit: 10 }, calling)).map(({ subject }) => subject).sort()
  const cases: [string, string[]][] = [
    ['from:mara@bakery.example', ['one', 'two']],
    ['from:@bakery.example', ['one', 'three', 'two']],
    ['from:lind', ['one', 'two']],
    ['to:jun', ['one']],
    ['to:mara@bakery.example', ['four']],
    ['from:@bakery.example -from:news', ['one', 'two']],
    ['is:mail', ['four', 'one', 'three', 'two']],
    ['-is:mail', []],
    // None of them is from this person.
    ['from:me', []],
  ]
  for (const [query, found] of cases) expect(await search(alice, query), query).toEqual(found)
  const listed = new Map((await alice.list('imported')).map((row) => [row.subject, row]))
  const [one, two] = [listed.get('one')!, listed.get('two')!]
  expect(one.from).toMatchObject({ name: 'Mara Lind <mara@bakery.example>', address: 'mara@bakery.example' })
  expect(two.from.person).toBe(one.from.person)
  const read = await alice.read(one.ref!, 0)
  expect(read.from).toEqual(one.from)
  expect([one.kind, read.verified]).toEqual(['mail', false])
  // Its sender would not hear it.
  const mark = { ref: one.ref!, value: 'done' } as const
  await expect(alice.do.letters.mark(mark, calling)).rejects.toMatchObject({ code: 'INVALID' })
  expect(read.to.map(({ name }) => name)).toEqual(['alice@example.org', 'Jun <jun@office.example>'])
  // In another home, after an export.
  const exported = join(folder, 'export')
  await exportHome(alice, exported)
  await importInto(bob, exported)
  for (const [query, found] of cases) expect(await search(bob, query), query).toEqual(found)
  // A mail that was shared is one with this person, beside those whom it names.
  await alice.do.letters.share({ ref: one.ref!, to: 'bob' }, calling)
  expect(await search(alice, 'to:bob')).toEqual(['one'])
  const shown = (await alice.list('imported')).find(({ subject }) => subject === 'one')!
  expect(shown.to.map(({ name }) => name)).toEqual(read.to.map(({ name }) => name))
})

test('a thread of mails holds together without the mails that are missing, in any order', async () => {
  const people = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const folder = await makeFolder()
  // The first one is nowhere. The second names no other. One program writes In-Reply-To alone.
  const mails: [number, ...string[]][] = [
    [2, 'Message-ID: <2@x>'],
    [3, 'Message-ID: <3@x>', 'References: <1@x> <2@x>'],
    [4, 'Message-ID: <4@x>', 'References: <1@x> <0@x>', 'In-Reply-To: <0@x>'],
    [5, 'Message-ID: <5@x>', 'In-Reply-To: <4@x>'],
    [6, 'Message-ID: <6@x>', 'References: <1@x>'],
    [9, 'Message-ID: <9@x>', 'References: <8@x>'],
  ]
  for (const [day, ...ids] of mails) {
    const head = ['From: a@x.org', `Subject: ${day}`, `Date: ${day} Jan 2004 12:00:00 +0000`, ...ids]
    await writeFile(join(folder, `${day}.eml`), mailOf(head, `text ${day}\n`))
  }
  for (const [person, order] of [
    [people[0], [2, 3, 4, 5, 6, 9]],
    [people[1], [9, 6, 5, 4, 3, 2]],
    [people[2], [5, 2, 9, 6, 3, 4]],
  ] as const) {
    for (const day of order) await importInto(person, join(folder, `${day}.eml`))
    const threads = await person.do.threads.list(
      { box: 'imported', limit: 10, order: 'newest', only: [] },
      calling,
    )
    expect(threads.map(({ count, subject }) => [count, subject])).toEqual([
      [1, '9'],
      [5, '2'],
    ])
  }
})

test('a mail can be read by more than its audiences; one that was shared is a letter of that person', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  await writeFile(join(folder, 'a.eml'), 'From: mara@x.org\nTo: jun@x.org\nSubject: Tea\n\nTea?\n')
  await importInto(alice, folder)
  const ref = (await alice.list('imported'))[0]!.ref!
  const note = await alice.write({ name: 'self' }, 'Note', 'text')
  const who = async (person: Person, of: string): Promise<boolean> =>
    (await person.do.letters.who({ ref: of, limit: 10 }, calling)).isMail
  expect([await who(alice, ref), await who(alice, note)]).toEqual([true, false])

  await alice.do.letters.share({ ref, to: 'bob' }, calling)
  await bob.arrival(ref)
  expect(await bob.list()).toMatchObject([{ kind: 'mail', from: { name: 'alice' }, imported: null }])
  expect(await bob.read(ref)).toMatchObject({ from: { name: 'alice' }, verified: true, text: 'Tea?' })
  expect(await who(bob, ref)).toBe(true)
  await bob.do.letters.mark({ ref, value: 'done' }, calling)
  expect(await alice.list('imported')).toMatchObject([{ kind: 'mail', from: { address: 'mara@x.org' } }])
})
