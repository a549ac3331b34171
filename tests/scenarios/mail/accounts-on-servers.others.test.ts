// Two people with mail accounts at dovecot and postfix: a letter goes as a mail, its answer comes back
// into the same thread, and both sides of an account become equal.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImapServer, type MailConnection } from '../../../src/core/accounts/index.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { MailServers, PASSWORD } from '../../support/mail-servers/mail-servers.ts'
import { collect } from '../../support/mail-servers/port-suite.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'

const NEVER = new AbortController().signal
let servers: MailServers
let [alice, bob]: Person[] = []

async function makePerson(user: string): Promise<Person> {
  const person = await Person.create(user, new MemoryNetwork())
  const { address: incoming } = servers.imap(user)
  const { address: outgoing } = servers.smtp(user)
  await person.do.accounts.add(
    {
      ...{ address: `${user}@example.org`, name: `${user} Sato`, user, password: PASSWORD, ca: servers.ca },
      incoming: { host: incoming.host, port: incoming.port },
      outgoing: { host: outgoing.host, port: outgoing.port },
    },
    calling,
  )
  await eventually(async () => (await person.do.accounts.list({}, calling))[0]?.state === 'ready', 'ready')
  return person
}

beforeAll(async () => {
  servers = await MailServers.start()
  alice = await makePerson('alice')
  bob = await makePerson('bob')
}, 60_000)
afterAll(async () => {
  await alice?.remove()
  await bob?.remove()
  await servers.stop()
})

async function connect(user: string): Promise<MailConnection> {
  return openImapServer(servers.imap(user)).connect(NEVER)
}

const subjects = async (person: Person, box: 'inbox' | 'sent' | 'archive' | 'trash') =>
  (await person.list(box)).map(({ subject }) => subject)

test('a letter and its answer go by mail, and both sides of an account become equal', async () => {
  const { ref } = await alice!.do.letters.send(
    { to: ['Bob <bob@example.org>'], subject: '土曜日の注文', text: 'Eight loaves.', policy: PLAIN_POLICY },
    calling,
  )
  await eventually(async () => (await bob!.list('inbox')).length === 1, 'the mail at bob')
  const [mail] = await bob!.list('inbox')
  expect(mail).toMatchObject({
    ...{ kind: 'mail', subject: '土曜日の注文', tidy: { unread: true } },
    from: { name: 'alice Sato <alice@example.org>', address: 'alice@example.org' },
  })
  const opened = await bob!.read(mail!.ref!)
  expect(opened).toMatchObject({ verified: false, text: 'Eight loaves.' })

  // The server knows that it was read, and what its person did with it.
  const there = await connect('bob')
  await there.select('INBOX')
  const flags = async () => (await collect(there.listMails('1:*', NEVER))).map((one) => one.flags)
  await eventually(async () => (await flags())[0]?.seen === true, 'seen at the server')
  await bob!.do.letters.tidy({ refs: [mail!.ref!], starred: true, addLabels: ['bread'] }, calling)
  await eventually(async () => (await flags())[0]?.flagged === true, 'a star at the server')
  expect((await flags())[0]?.keywords).toContain('bread')

  // An answer in kind.
  await bob!.do.letters.send(
    {
      to: ['alice@example.org'],
      subject: 'Re: 土曜日の注文',
      text: 'Yes.',
      replyTo: mail!.ref!,
      policy: PLAIN_POLICY,
    },
    calling,
  )
  await eventually(async () => (await alice!.list('inbox')).length === 1, 'the answer at alice')
  const [answer] = await alice!.list('inbox')
  expect(answer).toMatchObject({ kind: 'mail', subject: 'Re: 土曜日の注文', replyTo: ref })
  expect(await subjects(alice!, 'sent')).toEqual(['土曜日の注文'])

  // Another program moves it.
  const uids = await there.listUids()
  await there.move(`${uids[0]!}`, 'Archive')
  await bob!.do.accounts.check({ account: (await bob!.do.accounts.list({}, calling))[0]!.account }, calling)
  await eventually(async () => (await subjects(bob!, 'archive')).length === 1, 'archived here')
  // A removal here moves the mail to Trash at the server.
  await bob!.do.letters.bin({ refs: [mail!.ref!], bin: 'trash' }, calling)
  await there.select('Trash')
  await eventually(async () => (await there.listUids()).length === 1, 'in the trash there')
  await there.close()
}, 120_000)
