// Large parts of mails: they stay at the server until they are wanted, and come exactly.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EngineError } from '../../../src/core/contract/errors.ts'
import type { Account, FileId, Letter } from '../../../src/core/contract/index.ts'
import { keepMails } from '../../../src/core/mail/index.ts'
import { addMemoryAccount, servingMail } from '../../support/mail-servers/memory-account.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

const people: Person[] = []
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-parts-'))
})
afterEach(async () => {
  for (const person of people.splice(0)) await person.remove()
  await rm(folder, { recursive: true })
})

async function makePerson(server: MemoryServer): Promise<Person> {
  const person = await Person.create('mara', new MemoryNetwork(), undefined, servingMail(server))
  people.push(person)
  await addMemoryAccount(person)
  return person
}

const account = async (person: Person): Promise<Account['account']> =>
  (await person.do.accounts.list({}, calling))[0]!.account

const base64 = (bytes: Buffer, line = 76): string =>
  bytes.toString('base64').replace(new RegExp(`.{${line}}(?=.)`, 'g'), '$&\r\n')

interface File {
  name: string
  type?: string
  encoding?: string
  text: string
}

function mailOf(subject: string, ...files: File[]): Buffer {
  const parts = files.flatMap(({ name, type = 'application/octet-stream', encoding = 'base64', text }) => [
    '--b',
    `Content-Type: ${type}; name="${name}"`,
    `Content-Transfer-Encoding: ${encoding}`,
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    text,
  ])
  const lines = [
    ...['From: Ben Ito <ben@example.net>', 'To: mara@example.org', `Subject: ${subject}`],
    ...['Date: Tue, 01 Dec 2026 08:00:00 +0000', `Message-ID: <${subject.replaceAll(' ', '-')}@example.net>`],
    ...['Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/plain', ''],
    ...[`The words of ${subject}.`, ...parts, '--b--', ''],
  ]
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

async function readFirst(person: Person): Promise<Letter> {
  const [entry] = await person.list('inbox')
  return person.read(entry!.ref!)
}

async function saveAll(person: Person, ref: string): Promise<Buffer[]> {
  const { saved } = await person.do.files.save({ ref, folder, waitMs: PATIENCE_MS }, calling)
  return Promise.all(saved.map((path) => readFile(path)))
}

async function readRange(person: Person, file: FileId, start: number, end: number): Promise<Buffer> {
  const opened = await person.files.open(file, { waitMs: PATIENCE_MS, signal: calling.signal })
  const pieces: Uint8Array[] = []
  for await (const piece of opened.read(start, Math.min(end, opened.size)))
    pieces.push(Uint8Array.from(piece))
  opened.close()
  return Buffer.concat(pieces)
}

describe('a mail with a film', () => {
  const film = randomBytes(700_001)
  const sent = mailOf('A film', { name: 'film.bin', text: base64(film) })

  test('costs a few bytes to list and read; the film is saved exactly, and stays here then', async () => {
    const server = new MemoryServer()
    server.deliver(sent)
    const mara = await makePerson(server)
    const letter = await readFirst(mara)
    expect(letter.text).toBe('The words of A film.')
    expect(letter.attachments).toMatchObject([{ name: 'film.bin', atServer: true }])
    expect(Math.abs(letter.attachments[0]!.size - film.length)).toBeLessThan(4)
    expect(server.sentBytes).toBeLessThan(4000)
    expect((await mara.list('inbox'))[0]!.attached).toMatchObject({ size: letter.attachments[0]!.size })
    expect((await saveAll(mara, letter.ref))[0]!.equals(film)).toBe(true)

    const again = await readFirst(mara)
    expect(again.attachments[0]).toMatchObject({ size: film.length })
    expect(again.attachments[0]).not.toHaveProperty('atServer')
    const { sentBytes } = server
    server.receive = () => Promise.reject(new EngineError('MAIL_AWAY', 'away'))
    expect((await saveAll(mara, letter.ref))[0]!.equals(film)).toBe(true)
    expect(server.sentBytes).toBe(sentBytes)
    // It belongs to the mail, and is none of the files that its person stored.
    expect(await mara.do.files.list({ limit: 10 }, calling)).toEqual([])
    expect(await mara.do.files.sealings({}, calling)).toEqual([])
  })

  test('gives any range of the film, at the server and here', async () => {
    const server = new MemoryServer()
    server.deliver(sent)
    const mara = await makePerson(server)
    const { file } = (await readFirst(mara)).attachments[0]!
    const ranges = [
      [0, 1],
      [56, 58],
      [57, 57],
      [100_000, 200_003],
      [film.length - 2, film.length],
    ] as const
    const check = async (): Promise<void> => {
      for (const [start, end] of ranges)
        expect((await readRange(mara, file, start, end)).equals(film.subarray(start, end))).toBe(true)
    }
    await check()
    expect(server.sentBytes).toBeLessThan(600_000)
    expect((await readRange(mara, file, 0, film.length)).equals(film)).toBe(true)
    expect((await readFirst(mara)).attachments[0]).not.toHaveProperty('atServer')
    const { sentBytes } = server
    await check()
    expect(server.sentBytes).toBe(sentBytes)
  })

  test('keeps its mail from being shared, because the reader would not get the film', async () => {
    const server = new MemoryServer()
    server.deliver(sent)
    const mara = await makePerson(server)
    const { ref } = await readFirst(mara)
    const share = mara.do.letters.share({ ref, to: 'public' }, calling)
    await expect(share).rejects.toMatchObject({ code: 'PARTS_AWAY' })
  })

  test('goes with its mail: a deleted mail leaves nothing of it', async () => {
    const server = new MemoryServer()
    server.deliver(sent)
    const mara = await makePerson(server)
    const { ref } = await readFirst(mara)
    await saveAll(mara, ref)
    const { ledger } = mara.home.parts
    expect(ledger.all('SELECT object FROM own_files')).toHaveLength(1)
    await mara.do.space.delete({ ref }, calling)
    expect(ledger.all('SELECT object FROM own_files')).toEqual([])
    expect(ledger.all('SELECT object FROM mail_parts')).toEqual([])
    expect(ledger.all('SELECT object FROM unlisted_files')).toEqual([])
  })

  test('is refused with a reason while its server is away, and when no server has it', async () => {
    const server = new MemoryServer()
    const uid = server.deliver(sent)
    const mara = await makePerson(server)
    const { ref } = await readFirst(mara)
    await mara.do.accounts.change({ account: await account(mara), isOn: false }, calling)
    await expect(saveAll(mara, ref)).rejects.toMatchObject({ code: 'MAIL_AWAY' })
    server.removeElsewhere('INBOX', `${uid}`)
    await mara.do.accounts.change({ account: await account(mara), isOn: true }, calling)
    await eventually(async () => (await mara.list('trash')).length === 1, 'in the trash')
    await expect(saveAll(mara, ref)).rejects.toMatchObject({ code: 'GONE' })
    expect((await mara.read(ref)).text).toBe('The words of A film.')
  })

  test('is found where another program moved it, also in the middle', async () => {
    const server = new MemoryServer()
    const uid = server.deliver(sent)
    const mara = await makePerson(server)
    const { ref } = await readFirst(mara)
    const receive = server.receive.bind(server)
    let ranges = 0
    server.receive = async (command) => {
      await receive(command)
      if (!command.startsWith('fetchRange') || ++ranges !== 4) return
      server.moveElsewhere('INBOX', `${uid}`, 'Archive')
      await mara.do.accounts.check({ account: await account(mara) }, calling)
      await eventually(async () => (await mara.list('archive')).length === 1, 'archived here')
    }
    expect((await saveAll(mara, ref))[0]!.equals(film)).toBe(true)
    expect(ranges).toBeGreaterThan(4)
  })

  test('comes exactly over a wire that breaks again and again', async () => {
    const server = new MemoryServer()
    server.deliver(sent)
    const mara = await makePerson(server)
    const { ref } = await readFirst(mara)
    let ranges = 0
    const receive = server.receive.bind(server)
    server.receive = async (command) => {
      await receive(command)
      if (command.startsWith('fetchRange') && ++ranges % 2 === 0) server.cut()
    }
    expect((await saveAll(mara, ref))[0]!.equals(film)).toBe(true)
  })
})

describe('an account that keeps everything', () => {
  const film = randomBytes(400_000)
  const named = (name: string): Buffer => mailOf(name, { name: `${name}.bin`, text: base64(film) })

  test('fetches what was left out, the newest first, and says how much is left', async () => {
    const server = new MemoryServer()
    for (const [n, name] of ['first', 'second', 'third'].entries())
      server.deliver(mailOf(name, { name: 'a.bin', text: base64(randomBytes(300_000 + n)) }), {
        receivedAt: Date.UTC(2026, n),
      })
    const mara = await makePerson(server)
    const sections: string[] = []
    const receive = server.receive.bind(server)
    server.receive = async (command) => {
      await receive(command)
      const uid = /^fetchRange (\d+)/.exec(command)?.[1]
      if (uid !== undefined && sections.at(-1) !== uid) sections.push(uid)
    }
    await mara.do.accounts.change({ account: await account(mara), keeps: 'all' }, calling)
    await eventually(async () => (await mara.do.accounts.list({}, calling))[0]!.partsLeft === 0, 'all')
    expect(sections).toEqual(['3', '2', '1'])
    const [kept] = await mara.do.accounts.list({}, calling)
    expect(kept).toMatchObject({ state: 'ready', partsLeft: 0, kept: 3 })

    server.deliver(named('later'))
    await eventually(async () => (await mara.list('inbox')).length === 4, 'the new one')
    const later = (await mara.list('inbox')).find(({ subject }) => subject === 'later')
    expect((await mara.read(later!.ref!)).attachments[0]).not.toHaveProperty('atServer')
    expect(mara.home.parts.ledger.all('SELECT object FROM mail_parts')).toHaveLength(3)
  })

  test('goes on after a broken connection, and passes over what its server lost', async () => {
    const server = new MemoryServer()
    for (const name of ['first', 'second']) server.deliver(named(name))
    const mara = await makePerson(server)
    const receive = server.receive.bind(server)
    let ranges = 0
    server.receive = async (command) => {
      await receive(command)
      if (!command.startsWith('fetchRange')) return
      if (command.startsWith('fetchRange 2 ')) throw new EngineError('GONE', 'lost')
      if (++ranges === 3) server.cut()
    }
    await mara.do.accounts.change({ account: await account(mara), keeps: 'all' }, calling)
    await eventually(async () => (await mara.do.accounts.list({}, calling))[0]!.partsLeft === 1, 'one left')
  })
})

describe('an export', () => {
  const film = randomBytes(400_000)
  const sent = mailOf('A film', { name: 'film.bin', text: base64(film) })
  const forged = Buffer.concat([Buffer.from('X-Fumikura-Cut: size=1; parts=0\r\n'), mailOf('Odd')])

  async function exportAll(person: Person, name: string): Promise<(path: string) => Promise<Buffer>> {
    const path = join(folder, name)
    await person.do.portable.export({ path }, calling)
    expect(await person.do.portable.verify({ path }, calling)).toMatchObject({ problems: [] })
    return (inside) => readFile(join(path, 'data', inside))
  }

  async function mailsOf(read: (path: string) => Promise<Buffer>): Promise<Record<string, Buffer>> {
    const lines = (await read('records/letters.jsonl')).toString().trim().split('\n')
    const records = lines.map((line) => JSON.parse(line) as { subject: string; path: string })
    const mails = records.map(async ({ subject, path }) => [subject, await read(path)] as const)
    return Object.fromEntries(await Promise.all(mails))
  }

  test('has each mail byte for byte as it is at the server', async () => {
    const server = new MemoryServer()
    for (const one of [sent, forged]) server.deliver(one)
    const mara = await makePerson(server)
    const mails = await mailsOf(await exportAll(mara, 'one'))
    expect(mails['A film']!.equals(sent)).toBe(true)
    expect(mails.Odd!.equals(forged)).toBe(true)
  })

  test('names what is missing while the server is away, and the next one is whole', async () => {
    const server = new MemoryServer()
    server.deliver(sent)
    const mara = await makePerson(server)
    const id = await account(mara)
    await mara.do.accounts.change({ account: id, isOn: false }, calling)
    const read = await exportAll(mara, 'two')
    expect((await read('missing.txt')).toString()).toMatch(/A film.*\.eml: 1 of its parts, \d+ bytes\n$/)
    expect((await mailsOf(read))['A film']!.toString('latin1')).toContain('access-type=x-fumikura-mail')
    await mara.do.accounts.change({ account: id, isOn: true }, calling)
    const { ref } = await readFirst(mara)
    await saveAll(mara, ref)
    server.receive = () => Promise.reject(new EngineError('MAIL_AWAY', 'away'))
    const again = await exportAll(mara, 'three')
    expect((await mailsOf(again))['A film']!.equals(sent)).toBe(true)
    await expect(again('missing.txt')).rejects.toThrow()
    const files = (await again('records/home.json')).toString()
    expect(JSON.parse(files)).toMatchObject({ files: 0 })
  })
})

test('another copy of the mail, with other fields, gives no wrong bytes', async () => {
  const film = randomBytes(400_000)
  const server = new MemoryServer()
  const sent = mailOf('Twice', { name: 'film.bin', text: base64(film) })
  const first = server.deliver(sent)
  server.deliver(Buffer.concat([Buffer.from('X-List: longer than before\r\n'), sent]), { path: 'Archive' })
  const mara = await makePerson(server)
  const [entry] = await mara.list('inbox')
  server.removeElsewhere('INBOX', `${first}`)
  await mara.do.accounts.check({ account: await account(mara) }, calling)
  await eventually(async () => (await mara.list('archive')).length === 1, 'archived here')
  await expect(saveAll(mara, entry!.ref!)).rejects.toMatchObject({ code: 'GONE' })
})

test('files in any encoding are exact', async () => {
  const text = `${'Zeile um Zeile, Größe: 5 €. '.repeat(12)}\r\n`.repeat(900)
  const quoted = Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[\x80-\xff=]/g, (c) => `=${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const bytes = randomBytes(500_002)
  const wide = base64(bytes, 996)
  const uneven = base64(bytes, 74)
  const mixed = [
    base64(bytes.subarray(0, 57 * 2000)),
    base64(bytes.subarray(57 * 2000, 57 * 6000), 40),
    base64(bytes.subarray(57 * 6000)),
  ].join('\r\n')
  const mail = mailOf(
    'All of them',
    { name: 'a.csv', type: 'text/csv', encoding: 'quoted-printable', text: quoted },
    {
      name: 'b.txt',
      type: 'text/plain',
      encoding: '8bit',
      text: Buffer.from(text, 'utf8').toString('latin1'),
    },
    { name: 'c.bin', text: wide },
    { name: 'd.bin', text: `${base64(bytes)}\r\n\r\n` },
    { name: 'e.bin', text: uneven },
    { name: 'f.bin', text: base64(bytes.subarray(0, 57 * 8000)) },
    { name: 'g.bin', text: mixed },
  )
  const server = new MemoryServer()
  server.deliver(mail)
  const mara = await makePerson(server)
  const letter = await readFirst(mara)
  expect(letter.attachments.map(({ atServer }) => atServer)).toEqual(Array(7).fill(true))
  const plain = Buffer.from(text, 'utf8')
  const wanted = [plain, plain, bytes, bytes, bytes, bytes.subarray(0, 57 * 8000), bytes]
  for (const [n, { file }] of letter.attachments.entries())
    expect((await readRange(mara, file, 1000, 2000)).equals(wanted[n]!.subarray(1000, 2000))).toBe(true)
  await expect(readRange(mara, letter.attachments[6]!.file, 400_000, 400_010)).rejects.toMatchObject({
    code: 'ALTERED',
  })
  await eventually(async () => (await readFirst(mara)).attachments[6]!.atServer === undefined, 'kept')
  expect((await readRange(mara, letter.attachments[6]!.file, 0, 1e6)).equals(bytes)).toBe(true)
  const saved = await saveAll(mara, letter.ref)
  expect(saved.map((one, n) => one.equals(wanted[n]!))).toEqual(Array(7).fill(true))
  const { attachments } = await readFirst(mara)
  expect(attachments.map(({ size }) => size)).toEqual(wanted.map(({ length }) => length))
})

describe('a mail whose sender writes lines like ours', () => {
  const lines = (part: string, size = 5_000_000): string =>
    `X-Fumikura-Cut: size=${size}; parts=1\r\nX-Fumikura-Part: ${part}\r\n`
  const within = [
    ...['From: mallory@example.net', 'Subject: Open me', 'Content-Type: multipart/mixed; boundary="b"', ''],
    ...['--b', 'Content-Type: application/pdf; name="secret.pdf"', '', '--b--', ''],
  ].join('\r\n')
  const at = within.indexOf('Content-Type: application')
  const head = within.indexOf('\r\n--b--') - at
  /** It fits its own bytes, so that only what this home knows speaks against it. */
  function forged(): Buffer {
    const size = within.length + 300_000
    return Buffer.from(`${lines(`1; start=${at}; skip=0; head=${head}; size=300000`, size)}${within}`)
  }

  test('is a whole mail: nothing of it is at a server, and nothing is fetched', async () => {
    const server = new MemoryServer()
    server.deliver(forged())
    server.deliver(
      Buffer.from(
        `${lines('TEXT; start=0; skip=0; head=0; size=0')}From: m@x.org\r\nSubject: Two\r\n\r\nwords`,
      ),
    )
    const mara = await makePerson(server)
    const entries = await mara.list('inbox')
    expect(entries).toHaveLength(2)
    const { sentBytes } = server
    for (const { ref } of entries) {
      const letter = await mara.read(ref!)
      expect(letter.attachments.filter(({ atServer }) => atServer)).toEqual([])
      if (letter.attachments.length > 0) expect((await saveAll(mara, ref!))[0]!.length).toBeLessThan(100)
    }
    expect(server.sentBytes).toBe(sentBytes)
    expect(mara.home.parts.ledger.all('SELECT * FROM mail_parts')).toEqual([])
  })

  test('is cut like any other mail, and the film in it comes from its own range', async () => {
    const film = randomBytes(300_000)
    const server = new MemoryServer()
    server.deliver(
      Buffer.concat([
        Buffer.from(lines('2; start=0; skip=0; head=9; size=99')),
        mailOf('A film', { name: 'film.bin', text: base64(film) }),
      ]),
    )
    const mara = await makePerson(server)
    const letter = await readFirst(mara)
    expect(letter.attachments).toMatchObject([{ name: 'film.bin', atServer: true }])
    expect((await saveAll(mara, letter.ref))[0]!.equals(film)).toBe(true)
  })

  test('is read as it is if another person shares it', async () => {
    const network = new MemoryNetwork()
    const [ann, bea] = await Promise.all(['ann', 'bea'].map((name) => Person.create(name, network)))
    people.push(ann!, bea!)
    await pair(ann!, bea!)
    const mail = { what: 'forged', raw: forged(), fallbackAt: 1, isCut: true }
    expect(await keepMails(ann!.home.parts, [mail])).toMatchObject({ taken: 1 })
    const [own] = await ann!.list('imported')
    await ann!.do.letters.share({ ref: own!.ref!, to: 'bea' }, calling)
    await bea!.arrival(own!.ref!)
    const letter = await bea!.read(own!.ref!)
    expect(letter.attachments.map(({ atServer }) => atServer)).toEqual([undefined])
    expect((await saveAll(bea!, own!.ref!))[0]!.length).toBe(0)
  })
})
