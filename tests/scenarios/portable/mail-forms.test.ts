// Mail in the formats of thirty years: from a file to the list, the reader's page,
// a saved file and an export.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { calling, type Person } from '../../support/person.ts'
import { exportHome, importInto, listFiles, verifyHere } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')

test('obsolete headers, raw subjects, old time zones and HTML bodies are listed with their intended text', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const mails = {
    'obsolete.eml': mail('From  : a@x.org', 'Subject : old', 'Date: Mon, 5 Jan 2004 12:00:00 JST', '', 'x'),
    'raw.eml': mail(
      'Subject: \xcf\xf0\xe8\xe2\xe5\xf2',
      'Date: 5 Jan 2004 12:00:01 CET',
      'Content-Type: text/plain; charset=windows-1251',
      '',
      '\xcf\xf0\xe8',
    ),
    'quotes.eml': mail(
      'Subject: =?windows-1252?Q?it=92s?=',
      'Received: by x; Mon, 5 Jan 2004 12:00:02 +0000',
      'Content-Type: text/plain; charset=iso-8859-1',
      '',
      '\x93quoted\x94 \x96 \x80',
    ),
    'page.eml': mail(
      'Subject: page',
      'Date: 5 Jan 2004 12:00:03 PM GMT',
      'Content-Type: text/html',
      '',
      '<div style="display:none">hidden</div><td>caf&eacute;</td><td><a href="https://x.example/">here</a></td>',
    ),
    'only-mime.eml': mail('Content-Type: text/plain', '', 'a body'),
  }
  for (const [name, raw] of Object.entries(mails)) await writeFile(join(folder, name), raw)
  expect(await importInto(alice, folder)).toMatchObject({ taken: 5, refused: [] })
  const found = new Map<string, unknown>()
  for (const { ref, subject, sentAt } of await alice.list('imported'))
    found.set(subject!, [subject === '' ? null : sentAt, (await alice.read(ref!, 0)).text])
  expect(Object.fromEntries(found)).toEqual({
    old: ['2004-01-05T03:00:00.000Z', 'x'],
    Привет: ['2004-01-05T11:00:01.000Z', 'При'],
    'it’s': ['2004-01-05T12:00:02.000Z', '“quoted” – €'],
    page: ['2004-01-05T12:00:03.000Z', 'café [here](https://x.example/)'],
    '': [null, 'a body'],
  })
})

test('a mail dated before 1970 shows its date, and is exported byte for byte', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const raws = [
    mail('From: a@x.org', 'Subject: landing', 'Date: Sun, 20 Jul 1969 20:17:40 +0000', '', 'x'),
    mail('From: a@x.org', 'Subject: zone', 'Date: 1 Jan 1970 00:30:00 +0100', '', 'y'),
    mail('From: a@x.org', 'Subject: far', 'Date: 1 Jan 0101 00:00:00 GMT', '', 'z'),
  ]
  for (const [i, raw] of raws.entries()) await writeFile(join(folder, `${i}.eml`), raw)
  expect(await importInto(alice, folder)).toMatchObject({ taken: 3, refused: [] })
  const listed = await alice.list('imported')
  expect(Object.fromEntries(listed.map(({ subject, sentAt }) => [subject, sentAt]))).toEqual({
    landing: '1969-07-20T20:17:40.000Z',
    zone: '1969-12-31T23:30:00.000Z',
    far: '0101-01-01T00:00:00.000Z',
  })
  for (const { ref, sentAt } of listed) expect((await alice.read(ref!, 0)).sentAt).toBe(sentAt)
  const out = join(await makeFolder(), 'out')
  await exportHome(alice, out)
  const paths = (await listFiles(out)).filter((path) => path.startsWith('data/letters/1970-01/'))
  const contents = await Promise.all(paths.map((path) => readFile(join(out, path), 'latin1')))
  expect(contents.sort()).toEqual(raws.map((raw) => raw.toString('latin1')).sort())
  expect((await verifyHere(alice, out)).ok).toBe(true)
})

test('a mail of the future shows its date, and is listed by its arrival', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const far = ['From: a@x.org', 'Subject: far', 'Date: 5 Jan 3609 12:00:00 +0000', '', 'x']
  const received = 'Received: by x; Tue, 6 Jan 2004 12:00:00 +0000'
  const box = [
    ...[
      'From a@x.org Mon Jan  5 12:00:00 2004',
      'Subject: before',
      'Date: 5 Jan 2004 12:00:00 +0000',
      '',
      'x',
      '',
    ],
    ...['From a@x.org Tue Jan  6 12:00:00 2004', ...far, ''],
    ...[
      'From a@x.org Wed Jan  7 12:00:00 2004',
      'Subject: after',
      'Date: 7 Jan 2004 12:00:00 +0000',
      '',
      'x',
      '',
    ],
  ]
  await writeFile(join(folder, 'box.mbox'), box.join('\n'))
  await writeFile(
    join(folder, 'one.eml'),
    mail(received, ...far.map((line) => line.replace('far', 'received'))),
  )
  expect(await importInto(alice, folder)).toMatchObject({ taken: 4, refused: [] })
  const listed = await alice.list('imported')
  const subjects = listed.map(({ subject }) => subject)
  expect([subjects[0], subjects.slice(1, 3).sort(), subjects[3]]).toEqual([
    'after',
    ['far', 'received'],
    'before',
  ])
  const shown = listed.filter(({ subject }) => ['far', 'received'].includes(subject!))
  expect(shown.map(({ sentAt }) => sentAt)).toEqual(Array(2).fill('3609-01-05T12:00:00.000Z'))
})

test('a box without times in its separators is split, and each mail has the date of its header', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const one = [
    'From: a@x.org',
    'Subject: one',
    'Date: 5 Jan 2004 12:00:00 +0000',
    '',
    'From here on it rains.',
    '',
  ]
  const two = ['From: b@x.org', 'Subject: two', '', '>From me', '']
  const box = [
    'From - ',
    ...one,
    '',
    'From b@x.org Tue Jan  6 12:00:00 2004',
    ...two,
    '',
    'From ',
    ...one,
    'again',
  ]
  await writeFile(join(folder, 'Sent'), box.join('\n'))
  expect(await importInto(alice, folder)).toMatchObject({ taken: 3, refused: [] })
  const listed = await alice.list('imported')
  expect(listed.map(({ subject, sentAt }) => [subject, sentAt]).sort()).toEqual([
    ['one', '2004-01-05T12:00:00.000Z'],
    ['one', '2004-01-05T12:00:00.000Z'],
    ['two', '2004-01-06T12:00:00.000Z'],
  ])
})

test('a mail within a mail is a file of it: named, saved byte for byte, and listed in exports', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const inner = mail(
    ...[
      'From: c@x.org',
      'Subject: The =?utf-8?Q?p=C3=A4r?=',
      'Content-Type: multipart/mixed; boundary=i',
      '',
      '--i',
      '',
    ],
    ...['inner words', '--i', 'Content-Type: image/png; name=pear.png', '', 'x', '--i--'],
  )
  const outer = mail(
    ...['From: =?utf-8?Q?Zo=C3=AB?= <zoe@x.org>', 'To: k@x.org', 'Subject: Fwd', 'Message-ID: <7@x>'],
    ...['Content-Type: multipart/mixed; boundary=o', '', '--o', '', 'outer words', '--o'],
    ...['Content-Type: message/rfc822', '', inner.toString('latin1'), '--o--', ''],
  )
  await writeFile(join(folder, 'fwd.eml'), outer)
  expect(await importInto(alice, join(folder, 'fwd.eml'))).toMatchObject({ taken: 1 })
  const ref = (await alice.list('imported'))[0]!.ref!
  const read = await alice.read(ref, 0)
  expect(read.text).toBe('outer words')
  expect(read.attachments.map(({ name, type, size }) => [name, type, size])).toEqual([
    ['The pär.eml', 'message/rfc822', inner.length],
  ])
  expect(await alice.do.letters.search({ query: 'inner', limit: 10 }, calling)).toEqual([])
  await mkdir(join(folder, 'saved'))
  const { saved } = await alice.do.files.save(
    { ref: read.ref, folder: join(folder, 'saved'), waitMs: 0 },
    calling,
  )
  expect(saved).toEqual([join(folder, 'saved', 'The pär.eml')])
  expect((await readFile(saved[0]!)).equals(inner)).toBe(true)

  const out = join(folder, 'out')
  await exportHome(alice, out)
  expect(await verifyHere(alice, out)).toMatchObject({ ok: true, checked: 1 })
  const [record] = (await readFile(join(out, 'data/records/letters.jsonl'), 'utf8')).split('\n')
  expect(JSON.parse(record!)).toMatchObject({
    ...{ subject: 'Fwd', text: 'outer words', type: 'message/rfc822' },
    author: { id: null, name: 'Zoë <zoe@x.org>' },
    to: [{ id: null, name: 'k@x.org' }],
    origin: {
      from: { name: 'Zoë', address: 'zoe@x.org' },
      to: [{ name: '', address: 'k@x.org' }],
      ...{ messageId: '<7@x>', parent: '', first: '' },
      files: [{ name: 'The pär.eml', size: inner.length }],
    },
    within: [{ name: 'The pär.eml', type: 'message/rfc822', size: inner.length }],
  })
  const page = (await listFiles(out)).find((path) => /^data\/read\//.test(path))!
  const shown = await readFile(join(out, page), 'utf8')
  expect(shown).toContain('Zoë &#60;zoe@x.org&#62; → k@x.org')
  expect(shown).toContain('(with The pär.eml)')
})

test('a mail with more parts than the limit is marked, and kept whole', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const raw = mail(
    'Subject: many',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...Array.from({ length: 3000 }, () => '--b\r\n\r\nx'),
  )
  await writeFile(join(folder, 'many.eml'), raw)
  expect(await importInto(alice, folder)).toMatchObject({ taken: 1, refused: [] })
  const ref = (await alice.list('imported'))[0]!.ref!
  expect((await alice.read(ref, 0)).notRead).toEqual(['parts'])
  await exportHome(alice, join(folder, 'out'))
  const [path] = (await listFiles(join(folder, 'out'))).filter((one) => one.endsWith('.eml'))
  expect((await readFile(join(folder, 'out', path!))).equals(raw)).toBe(true)
})
