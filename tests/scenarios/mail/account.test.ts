// A mail account: the home takes the mails of its server, and both sides stay equal.
import { afterEach, describe, expect, test } from 'vitest'
import type { EngineOptions } from '../../../src/core/home-state.ts'
import { EngineError } from '../../../src/core/contract/errors.ts'
import { PLAIN_POLICY, type Account } from '../../../src/core/contract/index.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'

const people: Person[] = []
afterEach(async () => {
  for (const person of people.splice(0)) await person.remove()
})

/** The account of every address is at this server. */
const serving = (server: MemoryServer): Partial<EngineOptions> => ({
  openMailServer: () => server,
  openSubmission: () => ({
    check: () => Promise.reject(new EngineError('MAIL_AWAY', 'nobody is there')),
    submit: () => Promise.reject(new EngineError('MAIL_AWAY', 'nobody is there')),
  }),
  askMailServers: () => ({
    resolver: { resolveMx: () => Promise.reject(new Error()), resolveSrv: () => Promise.reject(new Error()) },
    fetch: () => Promise.resolve(null),
    tryServer: () => Promise.resolve('trusted'),
  }),
})

async function makePerson(server: MemoryServer, options: Partial<EngineOptions> = {}): Promise<Person> {
  const person = await Person.create('mara', new MemoryNetwork(), undefined, {
    ...{ ...serving(server), ...options },
  })
  people.push(person)
  return person
}

type NewAccount = Parameters<Person['do']['accounts']['add']>[0]

const addAccount = (person: Person, more: Partial<NewAccount> = {}): Promise<Account> =>
  person.do.accounts.add(
    {
      ...{ address: 'mara@example.org', name: 'Mara', password: 'secret', ...more },
      incoming: { host: 'mail.example.org', port: 993 },
    },
    calling,
  )

async function until(person: Person, state: Account['state']): Promise<Account> {
  let account: Account | undefined
  await eventually(async () => {
    ;[account] = await person.do.accounts.list({}, calling)
    return account?.state === state && (state === 'away' || account.waiting === 0)
  }, state)
  return account!
}

async function check(person: Person): Promise<void> {
  const [account] = await person.do.accounts.list({}, calling)
  await person.do.accounts.check({ account: account!.account }, calling)
}

type Listed = Parameters<Person['list']>[0]
const subjects = async (person: Person, box: Listed): Promise<(string | null)[]> =>
  (await person.list(box)).map(({ subject }) => subject)

const firstRef = async (person: Person): Promise<string> => (await person.list('inbox'))[0]!.ref!

const flags = (server: MemoryServer, path: string, uid: number): string[] =>
  [...(server.getFolder(path).mails.get(uid)?.flags ?? ['gone'])].sort()
const uidsIn = (server: MemoryServer, path: string): number[] => [...server.getFolder(path).mails.keys()]

let day = 0
function mail(
  subject: string,
  more: { from?: string; id?: string; text?: string; date?: Date } = {},
): string {
  const { from = 'Ben Ito <ben@example.net>', id = `${subject.replaceAll(' ', '-')}@example.net` } = more
  const date = more.date ?? new Date(Date.UTC(2026, 0, 1 + day++))
  return [
    `From: ${from}`,
    'To: Mara <mara@example.org>',
    `Subject: ${subject}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    more.text ?? `The words of ${subject}.`,
    '',
  ].join('\r\n')
}

const YEARS_AGO = Date.UTC(2020, 4, 1)

describe('what the server has', () => {
  test('old and new mails are here, without a flood of unread ones', async () => {
    const server = new MemoryServer()
    server.deliver(mail('Long ago'), { receivedAt: YEARS_AGO })
    server.deliver(mail('Yesterday'), { receivedAt: Date.now() - 86_400_000 })
    server.deliver(mail('Read already'), { flags: ['\\Seen', '\\Flagged'], receivedAt: YEARS_AGO })
    server.deliver(mail('My answer', { from: 'Mara <mara@example.org>' }), {
      path: 'Sent',
      receivedAt: YEARS_AGO,
    })
    server.deliver(mail('Filed'), { path: 'Archive', receivedAt: YEARS_AGO })
    server.deliver(mail('Rubbish'), { path: 'Junk', receivedAt: YEARS_AGO })
    server.deliver(mail('A draft'), { path: 'Drafts' })
    const mara = await makePerson(server)
    await addAccount(mara)
    const account = await until(mara, 'ready')
    expect(account).toMatchObject({ folders: 5, kept: 6, of: 6, trouble: null })

    const inbox = await mara.list('inbox')
    expect(inbox.map(({ subject, tidy }) => [subject, tidy.unread, tidy.starred])).toEqual([
      ['Read already', false, true],
      ['Yesterday', true, false],
      ['Long ago', false, false],
    ])
    expect(inbox[0]).toMatchObject({
      kind: 'mail',
      from: { name: 'Ben Ito <ben@example.net>', address: 'ben@example.net' },
    })
    expect(await subjects(mara, 'sent')).toEqual(['My answer'])
    expect(await subjects(mara, 'archive')).toEqual(['Filed'])
    expect(await subjects(mara, 'spam')).toEqual(['Rubbish'])
    // Nothing was changed at the server.
    expect(server.commands.filter((one) => /^(?:change|move|append|make)/.test(one))).toEqual([])
    expect(flags(server, 'INBOX', 1)).toEqual([])
  })

  test('a mail that arrives is announced and unread; what was there before is not announced', async () => {
    const server = new MemoryServer()
    server.deliver(mail('Before'), { receivedAt: YEARS_AGO })
    const mara = await makePerson(server)
    const announced: (string | null)[] = []
    mara.do.events.subscribe((event) => {
      if (event.type === 'letter-arrived') announced.push(event.letter.subject)
    })
    await addAccount(mara)
    await until(mara, 'ready')
    server.deliver(mail('Hello'))
    await eventually(() => announced.length > 0)
    expect(announced).toEqual(['Hello'])
    expect((await mara.list('inbox'))[0]).toMatchObject({ subject: 'Hello', tidy: { unread: true } })
  })

  test('one mail in two folders, or twice in one, is one row, fetched once', async () => {
    const server = new MemoryServer()
    const raw = mail('Twice')
    for (const path of ['INBOX', 'INBOX', 'Archive']) server.deliver(raw, { path, receivedAt: YEARS_AGO })
    const mara = await makePerson(server)
    await addAccount(mara)
    expect(await until(mara, 'ready')).toMatchObject({ kept: 1, of: 1 })
    expect(server.commands.filter((one) => one.startsWith('fetchWhole'))).toEqual(['fetchWhole 1'])
    expect(await subjects(mara, 'inbox')).toEqual(['Twice'])
    expect(await subjects(mara, 'archive')).toEqual([])
  })

  test('mails are taken back to a day, and all of them when their person asks', async () => {
    const server = new MemoryServer()
    server.deliver(mail('Old'), { receivedAt: YEARS_AGO })
    server.deliver(mail('New'), { receivedAt: Date.UTC(2026, 5, 1) })
    const mara = await makePerson(server)
    const { account } = await addAccount(mara, { since: '2026-01-01T00:00:00Z' })
    await until(mara, 'ready')
    expect(await subjects(mara, 'inbox')).toEqual(['New'])
    await mara.do.accounts.take({ account }, calling)
    await eventually(async () => (await subjects(mara, 'inbox')).length === 2)
    expect((await until(mara, 'ready')).since).toBeNull()
  })
})

describe('both ways', () => {
  for (const abilities of [{}, { qresync: false }, { qresync: false, condstore: false }])
    test(`what another program does is done here (${JSON.stringify(abilities)})`, async () => {
      const server = new MemoryServer(abilities)
      for (const subject of ['Star', 'Read', 'File', 'Bin', 'Spam', 'Delete', 'Label'])
        server.deliver(mail(subject), { receivedAt: Date.now() - 60_000 })
      const mara = await makePerson(server)
      await addAccount(mara)
      await until(mara, 'ready')
      server.changeElsewhere('INBOX', '1', { add: ['\\Flagged'] })
      server.changeElsewhere('INBOX', '2', { add: ['\\Seen'] })
      server.moveElsewhere('INBOX', '3', 'Archive')
      server.moveElsewhere('INBOX', '4', 'Trash')
      server.moveElsewhere('INBOX', '5', 'Junk')
      server.removeElsewhere('INBOX', '6')
      server.changeElsewhere('INBOX', '7', { add: ['work'] })
      await check(mara)
      await eventually(async () => (await subjects(mara, 'trash')).length === 2, 'the trash')
      const inbox = Object.fromEntries(
        (await mara.list('inbox')).map((one) => [one.subject!, one.tidy] as const),
      )
      expect(Object.keys(inbox).sort()).toEqual(['Label', 'Read', 'Star'])
      expect(inbox.Star).toMatchObject({ starred: true, unread: true })
      expect(inbox.Read).toMatchObject({ unread: false })
      expect(inbox.Label).toMatchObject({ labels: ['work'] })
      expect(await subjects(mara, 'archive')).toEqual(['File'])
      expect((await subjects(mara, 'trash')).sort()).toEqual(['Bin', 'Delete'])
      expect(await subjects(mara, 'spam')).toEqual(['Spam'])
    })

  test('the server learns what its person did, also while it was offline', async () => {
    const server = new MemoryServer()
    for (const subject of ['Star', 'Read', 'File', 'Bin', 'Spam', 'Label'])
      server.deliver(mail(subject), { receivedAt: Date.now() - 60_000 })
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    const refs = Object.fromEntries(
      (await mara.list('inbox')).map(({ subject, ref }) => [subject!, ref!] as const),
    )
    server.receive = () => Promise.reject(new EngineError('MAIL_AWAY', 'offline'))
    const { letters } = mara.do
    await letters.tidy({ refs: [refs.Star!], starred: true }, calling)
    await mara.read(refs.Read!)
    await letters.tidy({ refs: [refs.File!], archived: true }, calling)
    await letters.bin({ refs: [refs.Bin!], bin: 'trash' }, calling)
    await letters.bin({ refs: [refs.Spam!], bin: 'spam' }, calling)
    await letters.tidy({ refs: [refs.Label!], addLabels: ['work'] }, calling)
    await until(mara, 'away')
    await mara.stop()
    Reflect.deleteProperty(server, 'receive')
    await mara.start(serving(server))
    await eventually(() => flags(server, 'INBOX', 6).includes('work'))
    await until(mara, 'ready')
    expect(flags(server, 'INBOX', 1)).toEqual(['\\Flagged'])
    expect(flags(server, 'INBOX', 2)).toEqual(['\\Seen'])
    const uids = ['INBOX', 'Archive', 'Trash', 'Junk'].map((path) => uidsIn(server, path))
    expect(uids).toEqual([[1, 2, 6], [1], [1], [1]])
    expect(flags(server, 'Junk', 1)).toContain('$Junk')
  })
})

test.each(['read', 'marked'])(
  'an old mail that counts as read, once %s, is read at the server',
  async (how) => {
    const server = new MemoryServer()
    server.deliver(mail('Long ago'), { receivedAt: YEARS_AGO })
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    const ref = await firstRef(mara)
    if (how === 'read') await mara.read(ref)
    else await mara.do.letters.tidy({ refs: [ref], unread: false }, calling)
    await eventually(() => flags(server, 'INBOX', 1).includes('\\Seen'), 'seen at the server')
  },
)

test('an old mail that is marked as unread stays so when another program moves it', async () => {
  const server = new MemoryServer()
  server.deliver(mail('Long ago'), { receivedAt: YEARS_AGO })
  const mara = await makePerson(server)
  await addAccount(mara)
  await until(mara, 'ready')
  const ref = await firstRef(mara)
  await mara.do.letters.tidy({ refs: [ref], unread: true }, calling)
  server.moveElsewhere('INBOX', '1', 'Archive')
  await check(mara)
  await eventually(async () => (await subjects(mara, 'archive')).length === 1, 'archived')
  expect((await mara.list('archive'))[0]?.tidy.unread).toBe(true)
})

describe('another program moves a mail', () => {
  /** Runs once, just before the server gets such a command. */
  function before(server: MemoryServer, command: RegExp, act: () => void): void {
    const receive = server.receive.bind(server)
    let isDone = false
    server.receive = async (one) => {
      if (!isDone && command.test(one)) {
        isDone = true
        act()
      }
      await receive(one)
    }
  }

  test('before the server is told of a star, which is not lost', async () => {
    const server = new MemoryServer()
    server.deliver(mail('Star'))
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    before(server, /^changeFlags/, () => server.moveElsewhere('INBOX', '1', 'Archive'))
    await mara.do.letters.tidy({ refs: [await firstRef(mara)], starred: true }, calling)
    await eventually(() => uidsIn(server, 'Archive').length === 1, 'moved')
    await check(mara)
    await eventually(() => flags(server, 'Archive', 1).includes('\\Flagged'), 'a star at the server')
    expect((await mara.list('archive'))[0]?.tidy.starred).toBe(true)
  })

  test('to a folder that was looked at just before, and it is in no trash meanwhile', async () => {
    const server = new MemoryServer()
    server.deliver(mail('Back'), { path: 'Archive' })
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    const { ledger } = mara.home.parts
    const binned: unknown[] = []
    ledger.onCommit(() => binned.push(...ledger.all("SELECT bin FROM tidy WHERE bin = 'trash'")))
    before(server, /^select Archive/, () => server.moveElsewhere('Archive', '1', 'INBOX'))
    await check(mara)
    await eventually(async () => (await subjects(mara, 'inbox')).length === 1, 'in the inbox')
    expect(binned).toEqual([])
  })

  test('while its folder is made anew: no mail of the same UID is changed in its place', async () => {
    const server = new MemoryServer()
    const mine = mail('Mine')
    server.deliver(mine)
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    const ref = await firstRef(mara)
    before(server, /^select INBOX/, () => {
      server.getFolder('INBOX').remake()
      server.deliver(mail('Another'))
      server.deliver(mine)
    })
    await mara.do.letters.bin({ refs: [ref], bin: 'trash' }, calling)
    await eventually(() => uidsIn(server, 'Trash').length === 1, 'one in the trash')
    await until(mara, 'ready')
    expect(uidsIn(server, 'INBOX')).toEqual([1])
    expect(await subjects(mara, 'inbox')).toEqual(['Another'])
    expect(await subjects(mara, 'trash')).toEqual(['Mine'])
  })

  test('to a folder that is gone when the server is told', async () => {
    const server = new MemoryServer()
    server.addFolder('Clients')
    server.deliver(mail('Star'), { path: 'Clients' })
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    const [row] = await mara.list('archive')
    server.addFolder('Customers')
    server.moveElsewhere('Clients', '1', 'Customers')
    server.removeFolder('Clients')
    await mara.do.letters.tidy({ refs: [row!.ref!], starred: true }, calling)
    await eventually(() => flags(server, 'Customers', 1).includes('\\Flagged'), 'a star at the server')
    await until(mara, 'ready')
    expect((await mara.list('archive'))[0]).toMatchObject({ tidy: { starred: true, labels: ['Customers'] } })
  })
})

describe('a new account', () => {
  const refused = new EngineError('MAIL_REFUSED', 'refused')

  /** A server that takes one password, and the passwords that it was asked with. */
  function guarded(password: string) {
    const [server, asked] = [new MemoryServer(), [] as string[]]
    const openMailServer: EngineOptions['openMailServer'] = ({ credentials }) => ({
      connect(signal) {
        const given = credentials.auth === 'password' ? credentials.password : ''
        asked.push(given)
        return given === password ? server.connect(signal) : Promise.reject(refused)
      },
    })
    return { server, asked, openMailServer }
  }

  test.each([
    ['abcd efgh ijkl mnop', 'abcdefghijklmnop'],
    ['abcd\u00a0efgh\u00a0ijkl\u00a0mnop ', 'abcdefghijklmnop'],
    ['abcd efgh ijkl mnop', 'abcd efgh ijkl mnop'],
  ])('signs in with the password %j where it is %j', async (typed, password) => {
    const { server, openMailServer } = guarded(password)
    const mara = await makePerson(server, { openMailServer })
    await addAccount(mara, { password: typed })
    await until(mara, 'ready')
    await mara.stop()
    await mara.start({ ...serving(server), openMailServer })
    await until(mara, 'ready')
  })

  test('tries another password with spaces as it is, and no other', async () => {
    const { server, asked, openMailServer } = guarded('correcthorse')
    const mara = await makePerson(server, { openMailServer })
    await expect(addAccount(mara, { password: 'correct horse' })).rejects.toMatchObject(refused)
    expect(asked).toEqual(['correct horse'])
  })

  test('keeps its password until the server accepted another one', async () => {
    const { server, openMailServer } = guarded('secret')
    const mara = await makePerson(server, { openMailServer })
    const { account } = await addAccount(mara)
    await expect(mara.do.accounts.change({ account, password: 'wrong' }, calling)).rejects.toMatchObject({
      code: 'MAIL_REFUSED',
    })
    await check(mara)
    expect(await until(mara, 'ready')).toMatchObject({ account })
  })

  test('sends by the server that is beside the one that its person gave', async () => {
    const asked: unknown[] = []
    const mara = await makePerson(new MemoryServer(), {
      openSubmission: ({ address }) => ({
        check: () => Promise.resolve((asked.push(address), { maxBytes: 7000, canReport: false })),
        submit: () => Promise.reject(refused),
      }),
    })
    const place = { host: 'mail.example.org', port: 465, security: 'tls' }
    expect(await addAccount(mara)).toMatchObject({ outgoing: place })
    expect(asked).toEqual([place])
  })

  test('sends nothing if that server refuses it, until its person gives another one', async () => {
    const mara = await makePerson(new MemoryServer(), {
      openSubmission: ({ address: { port } }) => ({
        check: () =>
          port === 587 ? Promise.resolve({ maxBytes: 7, canReport: false }) : Promise.reject(refused),
        submit: () => Promise.reject(refused),
      }),
    })
    const { account, outgoing } = await addAccount(mara)
    expect(outgoing).toBeNull()
    const given = (port: number) =>
      mara.do.accounts.change({ account, outgoing: { host: 'out.example.org', port } }, calling)
    await expect(given(465)).rejects.toMatchObject({ code: 'MAIL_REFUSED' })
    expect(await given(587)).toMatchObject({ outgoing: { host: 'out.example.org', port: 587 } })
  })
})

describe('trouble', () => {
  test('a refused password is said when the account is added, and nothing is kept', async () => {
    const server = new MemoryServer()
    server.fault = new EngineError('MAIL_REFUSED', 'refused', { details: { line: 'Authentication failed.' } })
    const mara = await makePerson(server)
    await expect(addAccount(mara)).rejects.toMatchObject({ code: 'MAIL_REFUSED' })
    expect(await mara.do.accounts.list({}, calling)).toEqual([])
  })

  test('a mail that could not leave does so as soon as the account is reached again', async () => {
    const server = new MemoryServer()
    let isAway = false
    const sent: string[][] = []
    const pass = async (): Promise<void> => {
      if (isAway) throw new EngineError('MAIL_AWAY', 'offline')
    }
    const mara = await makePerson(server, {
      openMailServer: () => ({ connect: (signal) => pass().then(() => server.connect(signal)) }),
      openSubmission: () => ({
        check: () => Promise.resolve({ maxBytes: null, canReport: true }),
        submit: async ({ to }) => {
          await pass()
          sent.push(to)
          return { accepted: to, refused: [] }
        },
      }),
    })
    await addAccount(mara, { outgoing: { host: 'mail.example.org', port: 465 } })
    await until(mara, 'ready')
    isAway = true
    server.cut()
    const letter = { subject: 'Bread', text: 'Eight loaves.', policy: PLAIN_POLICY }
    const { ref } = await mara.do.letters.send({ ...letter, to: ['ben@example.net'] }, calling)
    const sentMail = async () => (await mara.do.letters.status({ ref, limit: 1 }, calling)).byMail[0]
    await eventually(async () => (await sentMail())?.note !== '', 'a first try')
    await check(mara)
    await until(mara, 'away')
    expect(await sentMail()).toMatchObject({ state: 'waiting' })
    isAway = false
    await check(mara)
    // Without the return of the server, the next try would be in a minute.
    await eventually(async () => (await sentMail())?.state === 'accepted', 'handed over', 30_000)
    expect(sent).toEqual([['ben@example.net']])
  })

  test('a server that says no to a command has not refused the sign-in, and is asked again', async () => {
    const server = new MemoryServer()
    server.deliver(mail('Hello'))
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    server.receive = async (command) => {
      if (command.startsWith('changeFlags'))
        throw new EngineError('MAIL_REFUSED', 'NO', { details: { line: 'Busy' } })
    }
    await mara.read(await firstRef(mara))
    expect(await until(mara, 'away')).toMatchObject({ trouble: { code: 'MAIL_AWAY', line: 'Busy' } })
    Reflect.deleteProperty(server, 'receive')
    await check(mara)
    await until(mara, 'ready')
    expect(flags(server, 'INBOX', 1)).toEqual(['\\Seen'])
  })

  test('a server that refused the sign-in is not asked again at each act of its person', async () => {
    const server = new MemoryServer()
    server.deliver(mail('Hello'))
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    server.receive = () => Promise.reject(new EngineError('MAIL_REFUSED', 'NO'))
    server.cut()
    await check(mara)
    await until(mara, 'refused')
    let asked = 0
    server.receive = () => Promise.reject((asked++, new EngineError('MAIL_REFUSED', 'NO')))
    const refs = [await firstRef(mara)]
    for (const starred of [true, false, true]) await mara.do.letters.tidy({ refs, starred }, calling)
    const [account] = await mara.do.accounts.list({}, calling)
    expect([asked, account?.waiting]).toEqual([0, 1])
  })

  test('a connection that breaks while mails are taken loses none and takes none twice', async () => {
    const server = new MemoryServer()
    for (let i = 0; i < 450; i++) server.deliver(mail(`Number ${i}`), { receivedAt: YEARS_AGO })
    const mara = await makePerson(server)
    let fetched = 0
    const receive = server.receive.bind(server)
    server.receive = async (command) => {
      await receive(command)
      if (command.startsWith('fetchWhole') && ++fetched === 2) server.cut()
    }
    await addAccount(mara)
    const account = await until(mara, 'ready')
    expect(account).toMatchObject({ kept: 450, of: 450 })
    expect((await mara.list('inbox', { limit: 1000 })).length).toBe(450)
  })

  test('UIDs that became invalid cause no second fetch', async () => {
    const server = new MemoryServer()
    const raws = Array.from({ length: 5 }, (_, i) => mail(`Kept ${i}`))
    for (const raw of raws) server.deliver(raw, { receivedAt: YEARS_AGO })
    const mara = await makePerson(server)
    await addAccount(mara)
    await until(mara, 'ready')
    const sent = server.sentBytes
    const { ledger } = mara.home.parts
    const readUids = () => ledger.all('SELECT uid FROM mail_places WHERE is_gone = 0 AND seen = 1')
    server.getFolder('INBOX').remake()
    for (const raw of raws) server.deliver(raw, { receivedAt: YEARS_AGO, flags: ['\\Seen'] })
    await check(mara)
    await eventually(async () => (await until(mara, 'ready')).kept === 5 && readUids().length === 5, 'all')
    expect(server.sentBytes).toBe(sent)
    expect((await subjects(mara, 'inbox')).length).toBe(5)
    expect(await subjects(mara, 'trash')).toEqual([])
  })
})

test('a forgotten account leaves its mails here, or puts them into the trash', async () => {
  const server = new MemoryServer()
  server.deliver(mail('Kept'), { receivedAt: YEARS_AGO })
  const mara = await makePerson(server)
  for (const keepsMails of [true, false]) {
    const { account } = await addAccount(mara)
    await until(mara, 'ready')
    await mara.do.accounts.forget({ account, keepsMails }, calling)
    expect(await mara.do.accounts.list({}, calling)).toEqual([])
    const boxed = await mara.list(keepsMails ? 'imported' : 'trash')
    expect(boxed.map(({ subject }) => subject)).toEqual(['Kept'])
  }
  expect(server.getFolder('INBOX').mails.size).toBe(1)
  expect(server.connections).toBe(0)
})
