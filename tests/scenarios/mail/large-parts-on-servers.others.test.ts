// Large parts of mails at dovecot, through a relay that counts, cuts and lies about sizes.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/index.ts'
import { MailServers, PASSWORD } from '../../support/mail-servers/mail-servers.ts'
import { Relay, type RelayOptions } from '../../support/mail-servers/relay.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'

const NEVER = new AbortController().signal
const MIB = 1 << 20
const USERS = ['cost', 'cuts', 'joined', 'lies', 'few-lies']

let servers: MailServers
let folder: string
const ended: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  servers = await MailServers.start({ users: USERS, hasPostfix: false })
  folder = await mkdtemp(join(tmpdir(), 'fumikura-parts-'))
}, 60_000)
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
})
afterAll(async () => {
  await servers.stop()
  await rm(folder, { recursive: true })
})

const film = randomBytes(20 * MIB)
const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n')
const encoded = encode(film)
const mailWith = (text: string): Buffer =>
  Buffer.from(
    [
      ...['From: Ben Ito <ben@example.net>', 'To: mara@example.org', 'Subject: The film'],
      ...['Date: Tue, 01 Dec 2026 08:00:00 +0000', 'Message-ID: <film@example.net>'],
      ...['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', 'A preamble.', '--b'],
      ...['Content-Type: text/plain; charset=utf-8', '', 'Here is the film.', '--b'],
      ...['Content-Type: application/octet-stream; name="film.bin"', 'Content-Transfer-Encoding: base64'],
      ...['Content-Disposition: attachment; filename="film.bin"', '', text, '--b--', 'An epilogue.', ''],
    ].join('\r\n'),
  )

const mail = mailWith(encoded)

async function deliver(user: string, mail: Buffer): Promise<void> {
  const there = await openImapServer(servers.imap(user)).connect(NEVER)
  await there.append('INBOX', mail, [])
  await there.close()
}

/** A person whose account is behind a relay; the server has no mail of theirs yet. */
async function makePerson(
  user: string,
  edit?: RelayOptions['edit'],
): Promise<{ mara: Person; relay: Relay }> {
  const relay = await Relay.start({
    to: servers.dovecot.ports.imaps,
    certificate: servers.certificate,
    ...(edit && { edit }),
  })
  const mara = await Person.create('mara', new MemoryNetwork())
  ended.push(
    () => mara.remove(),
    () => relay.stop(),
  )
  await mara.do.accounts.add(
    {
      ...{ address: `${user}@example.org`, name: 'Mara', user, password: PASSWORD, ca: servers.ca },
      incoming: { host: 'localhost', port: relay.port, security: 'tls' },
    },
    calling,
  )
  await eventually(async () => (await stateOf(mara)).state === 'ready', 'ready')
  return { mara, relay }
}

const stateOf = async (person: Person) => (await person.do.accounts.list({}, calling))[0]!

async function readFilm(person: Person) {
  await eventually(async () => (await person.list('inbox')).length === 1, 'the mail')
  return person.read((await person.list('inbox'))[0]!.ref!)
}

async function save(person: Person, ref: string): Promise<Buffer> {
  const { saved } = await person.do.files.save({ ref, folder, waitMs: 30_000 }, calling)
  return readFile(saved[0]!)
}

/** Counts what a server said of mails, in answers to FETCH. Its other lines are about folders. */
function bytesOfMails(said: string): number {
  let sum = 0
  for (let at = 0; at < said.length;) {
    let end = said.indexOf('\r\n', at) + 2
    const isMail = /^\* \d+ FETCH /.test(said.slice(at, at + 30))
    for (let more; (more = /\{(\d+)\}\r\n$/.exec(said.slice(at, end))) !== null && isMail;)
      end = said.indexOf('\r\n', end + Number(more[1])) + 2
    if (isMail) sum += end - at
    at = end
  }
  return sum
}

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

test('a mail with 20 MB costs at most 4 KB to list and read, and the film comes exactly', async () => {
  let said = ''
  const { mara, relay } = await makePerson('cost', (some) => {
    said += some
    return some
  })
  await deliver('cost', mail)
  const { ref, text, attachments } = await readFilm(mara)
  expect(text).toBe('Here is the film.')
  expect(attachments).toMatchObject([{ name: 'film.bin', atServer: true }])
  const cost = bytesOfMails(said)
  expect(cost).toBeLessThanOrEqual(4096)
  expect(sumOf(await save(mara, ref))).toBe(sumOf(film))
  const afterSave = relay.receivedBytes
  expect(sumOf(await save(mara, ref))).toBe(sumOf(film))
  expect(relay.receivedBytes).toBe(afterSave)
}, 120_000)

test('a film whose connections are cut 100 times at random offsets comes exactly', async () => {
  await deliver('cuts', mail)
  const { mara, relay } = await makePerson('cuts')
  const { ref } = await readFilm(mara)
  const start = relay.connections
  const cutSoon = (): void => {
    const isOver = relay.connections - start > 100
    relay.cutAfterBytes = isOver ? null : 40_000 + Math.floor(Math.random() * 260_000)
  }
  cutSoon()
  const timer = setInterval(cutSoon, 5)
  const saved = await save(mara, ref).finally(() => clearInterval(timer))
  expect(relay.connections - start).toBeGreaterThan(100)
  expect(sumOf(saved)).toBe(sumOf(film))
}, 300_000)

test('a mail whose parts are joined is the one at the server, byte for byte', async () => {
  await deliver('joined', mail)
  const { mara, relay } = await makePerson('joined')
  const { ref } = await readFilm(mara)
  const { account } = await stateOf(mara)
  await mara.do.accounts.change({ account, keeps: 'all' }, calling)
  await eventually(async () => {
    const { attachments } = await mara.read(ref)
    return attachments[0]!.atServer === undefined
  }, 'kept')
  expect(await stateOf(mara)).toMatchObject({ partsLeft: 0 })
  await relay.stop()
  const path = join(folder, 'export')
  await mara.do.portable.export({ path }, calling)
  const records = await readFile(join(path, 'data/records/letters.jsonl'), 'utf8')
  const written = (JSON.parse(records.split('\n')[0]!) as { path: string }).path
  expect(sumOf(await readFile(join(path, 'data', written)))).toBe(sumOf(mail))
  expect(await mara.do.portable.verify({ path }, calling)).toMatchObject({ problems: [] })
}, 120_000)

test('a mail whose sizes are wrong, as some servers say them, is taken whole', async () => {
  const short = encode(film.subarray(0, MIB))
  await deliver('few-lies', mailWith(short))
  const lie = (said: string): string =>
    [encoded, short].reduce((all, { length }) => all.replace(`${length}`, `${length + 78}`), said)
  const few = await makePerson('few-lies', lie)
  const whole = await readFilm(few.mara)
  expect(whole.attachments[0]).not.toHaveProperty('atServer')
  expect(sumOf(await save(few.mara, whole.ref))).toBe(sumOf(film.subarray(0, MIB)))

  await deliver('lies', mail)
  const { mara } = await makePerson('lies', lie)
  const { ref, attachments } = await readFilm(mara)
  // It is more than an object can have, so it is one file, and only its head is here.
  expect(attachments).toMatchObject([{ name: 'mail.eml', size: mail.length, atServer: true }])
  expect(sumOf(await save(mara, ref))).toBe(sumOf(mail))
}, 120_000)
