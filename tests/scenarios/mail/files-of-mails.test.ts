// The files inside mails are among the files of their person, without a copy of their bytes.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { FileKind, ListedFile, RefText } from '../../../src/core/contract/index.ts'
import { addMemoryAccount, servingMail } from '../../support/mail-servers/memory-account.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'
import { exportHome, importInto } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
let network: MemoryNetwork
let server: MemoryServer
let mara: Person
beforeEach(async () => {
  network = new MemoryNetwork()
  server = new MemoryServer()
  mara = await Person.create('mara', network, undefined, servingMail(server))
})
afterEach(() => mara.remove())

interface Part {
  type: string
  name: string
  id?: string
  content: Buffer | string
}

const PHOTO = makeJpeg({ width: 1200, height: 900 })
const LEASE = Buffer.from('%PDF-1.4 the lease')
const FILES: readonly Part[] = [
  { type: 'image/png', name: 'logo.png', id: 'logo@x', content: makeJpeg({ width: 200, height: 60 }) },
  { type: 'image/jpeg', name: 'roof.jpg', content: PHOTO },
  { type: 'application/pdf', name: 'lease.pdf', content: LEASE },
  { type: 'application/pkcs7-signature', name: 'smime.p7s', content: 'signed' },
]

function mailOf(
  subject: string,
  files: readonly Part[],
  { from = 'Ben Ito <ben@example.net>', day = 1 } = {},
): Buffer {
  const parts = files.flatMap(({ type, name, id, content }) => [
    '--b',
    `Content-Type: ${type}; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${name}"`,
    ...(id === undefined ? [] : [`Content-ID: <${id}>`]),
    '',
    Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ])
  const lines = [
    ...[`From: ${from}`, 'To: mara@example.org', `Subject: ${subject}`],
    ...[
      `Date: Tue, 0${day} Dec 2026 08:00:00 +0000`,
      `Message-ID: <${subject.replaceAll(' ', '-')}@example.net>`,
    ],
    ...['Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/html', ''],
    ...['<p>Hello <img src="cid:logo@x"></p>', ...parts, '--b--', ''],
  ]
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

type Filters = Parameters<Person['do']['files']['list']>[0]
const list = (filters: Partial<Filters> = {}): Promise<ListedFile[]> =>
  mara.do.files.list({ from: 'all', limit: 100, ...filters }, calling)
const names = async (filters: Partial<Filters> = {}): Promise<string[]> =>
  (await list(filters)).map(({ name }) => name)

async function refOf(subject: string): Promise<RefText> {
  const found = (await mara.list()).find((letter) => letter.subject === subject)
  return found!.ref!
}

async function importMail(raw: Buffer): Promise<void> {
  const folder = await makeFolder()
  await writeFile(join(folder, 'one.eml'), raw)
  await importInto(mara, folder)
}

async function readWhole({ file }: ListedFile, person = mara): Promise<Buffer> {
  const opened = await person.files.open(file, { waitMs: PATIENCE_MS, signal: calling.signal })
  const pieces: Uint8Array[] = []
  for await (const piece of opened.read(0, opened.size)) pieces.push(Uint8Array.from(piece))
  opened.close()
  return Buffer.concat(pieces)
}

test('a photo and a document of a mail are listed, and read out of the mail', async () => {
  server.deliver(mailOf('The roof', FILES))
  await addMemoryAccount(mara)
  const found = await list()
  const mail = await refOf('The roof')
  const common = {
    ref: mail,
    source: { kind: 'mail', ref: mail },
    isMine: false,
    addedAt: '2026-12-01T08:00:00.000Z',
  }
  expect(found).toMatchObject([
    {
      ...common,
      name: 'lease.pdf',
      number: 3,
      kind: 'document',
      type: 'application/pdf',
      size: LEASE.length,
    },
    { ...common, name: 'roof.jpg', number: 2, kind: 'picture', facts: { width: 1200, height: 900 } },
  ])
  expect(found[0]!.from).toMatchObject({ name: 'Ben Ito', address: 'ben@example.net' })
  expect(await readWhole(found[0]!)).toEqual(LEASE)
  expect(await readWhole(found[1]!)).toEqual(PHOTO)
  const folder = await makeFolder()
  await mara.do.files.save({ ref: mail, number: 2, folder, waitMs: PATIENCE_MS }, calling)
  expect(await readFile(join(folder, 'roof.jpg'))).toEqual(PHOTO)
  // No file was stored for it, and the pane of the mail shows the others too.
  expect(await names({ from: 'mine' })).toEqual([])
  expect((await mara.read(mail)).attachments).toHaveLength(4)
})

test('they are in the months, the kinds and the people of lists', async () => {
  server.deliver(mailOf('The roof', FILES))
  server.deliver(mailOf('Again', [FILES[2]!], { day: 2 }))
  server.deliver(mailOf('Other', [{ ...FILES[2]!, name: 'other.pdf' }], { from: 'aiko@example.com', day: 3 }))
  server.deliver(mailOf('Sent', [{ ...FILES[2]!, name: 'sent.pdf' }], { from: 'mara@example.org', day: 4 }), {
    path: 'Sent',
  })
  await addMemoryAccount(mara)
  const kind: FileKind[] = ['document']
  expect(await names({ kind })).toEqual(['sent.pdf', 'other.pdf', 'lease.pdf', 'lease.pdf'])
  const [sent] = await list({ kind })
  expect(sent!.from).toEqual({ person: expect.any(String) as unknown, name: 'mara' })
  expect(await mara.do.files.months({ from: 'all' }, calling)).toMatchObject([{ month: '2026-12', count: 5 }])
  const pictures = await mara.do.files.months({ from: 'all', kind: ['picture'] }, calling)
  expect(pictures).toMatchObject([{ count: 1, shapes: [133] }])
  const people = await mara.do.files.people({ kind }, calling)
  expect(people).toMatchObject([
    { name: 'Ben Ito', count: 2 },
    { name: 'aiko@example.com', count: 1 },
  ])
  for (const person of [people[1]!.person, 'aiko@example.com'])
    expect(await names({ from: { person } })).toEqual(['other.pdf'])
  const [first, second] = await list({ kind, limit: 2 })
  expect(await names({ kind, limit: 1, before: first!.cursor })).toEqual([second!.name])
})

test('those of spam and trash are in no list, and come back with their mail', async () => {
  server.deliver(mailOf('The roof', FILES))
  server.deliver(mailOf('Cheap', [{ ...FILES[2]!, name: 'cheap.pdf' }]), { path: 'Junk' })
  await addMemoryAccount(mara)
  expect(await names()).toEqual(['lease.pdf', 'roof.jpg'])
  const mail = await refOf('The roof')
  await mara.do.letters.bin({ refs: [mail], bin: 'trash' }, calling)
  expect(await names()).toEqual([])
  expect(await mara.do.files.months({ from: 'all' }, calling)).toEqual([])
  expect(await mara.do.files.people({}, calling)).toEqual([])
  await mara.do.letters.bin({ refs: [mail], bin: null }, calling)
  expect(await names()).toEqual(['lease.pdf', 'roof.jpg'])
})

test('they go with a mail that leaves its last folder, and with one that is deleted', async () => {
  server.deliver(mailOf('The roof', FILES))
  const uid = server.deliver(mailOf('Again', [{ ...FILES[2]!, name: 'again.pdf' }], { day: 2 }))
  await addMemoryAccount(mara)
  expect(await names()).toEqual(['again.pdf', 'lease.pdf', 'roof.jpg'])
  server.removeElsewhere('INBOX', String(uid))
  await eventually(async () => (await names()).length === 2, 'the mail left its folder')
  await mara.do.space.delete({ ref: await refOf('The roof') }, calling)
  expect(await names()).toEqual([])
})

test('a rebuilt index changes nothing', async () => {
  server.deliver(mailOf('The roof', FILES))
  await addMemoryAccount(mara)
  const before = await list()
  await mara.stop()
  const index = (await readdir(mara.homeDir)).filter((name) => name.startsWith('index'))
  expect(index).not.toEqual([])
  for (const name of index) await rm(join(mara.homeDir, name), { recursive: true })
  await mara.start(servingMail(server))
  await mara.list()
  expect(await list()).toEqual(before)
})

test('a large file is listed by name and size, and fetched when it is opened', async () => {
  const film = Buffer.alloc(400_000, 7)
  server.deliver(mailOf('A film', [{ type: 'video/mp4', name: 'film.mp4', content: film }]))
  await addMemoryAccount(mara)
  const [listed] = (await list()) as [ListedFile]
  expect(listed).toMatchObject({ name: 'film.mp4', kind: 'film', type: 'video/mp4', atServer: true })
  expect(Math.abs(listed.size - film.length)).toBeLessThan(4)
  const where = (): Promise<unknown> => mara.do.files.where({ files: [listed.file] }, calling)
  expect(await where()).toMatchObject([{ bytesHere: 0, isWhole: false }])
  expect(await readWhole(listed)).toEqual(film)
  await eventually(async () => !('atServer' in (await list())[0]!), 'the film is kept')
  expect(await where()).toMatchObject([{ bytesHere: film.length, isWhole: true }])
})

test('imported mails are no different', async () => {
  await importMail(mailOf('The roof', FILES))
  expect(await names()).toEqual(['lease.pdf', 'roof.jpg'])
})

test('a mail that a person shared has its files in the lists of its reader', async () => {
  const ann = await Person.create('ann', network)
  onTestFinished(() => ann.remove())
  await pair(mara, ann)
  server.deliver(mailOf('The roof', FILES))
  await addMemoryAccount(mara)
  await mara.do.letters.share({ ref: await refOf('The roof'), to: 'ann' }, calling)
  await eventually(async () => (await ann.list()).length > 0, 'the mail arrives')
  const namesOfAnn = async (): Promise<string[]> =>
    (await ann.do.files.list({ from: 'others', limit: 9 }, calling)).map(({ name }) => name)
  expect(await namesOfAnn()).toEqual([])
  await ann.read((await ann.list())[0]!.ref!)
  expect(await namesOfAnn()).toEqual(['lease.pdf', 'roof.jpg'])
  const [lease] = await ann.do.files.list({ from: { person: 'mara' }, limit: 1 }, calling)
  expect(lease!.from.name).toBe('mara')
  expect(await readWhole(lease!, ann)).toEqual(LEASE)
})

test('files of mails come back with an export', async () => {
  await importMail(mailOf('The roof', FILES))
  const path = join(await makeFolder(), 'export')
  await exportHome(mara, path)
  const again = await Person.create('again', network)
  onTestFinished(() => again.remove())
  await importInto(again, path)
  const found = await again.do.files.list({ from: 'all', limit: 9 }, calling)
  expect(found.map(({ name, from }) => [name, from.name])).toEqual([
    ['lease.pdf', 'Ben Ito'],
    ['roof.jpg', 'Ben Ito'],
  ])
  expect(await readWhole(found[0]!, again)).toEqual(LEASE)
})
