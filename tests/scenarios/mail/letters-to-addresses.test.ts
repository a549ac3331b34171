// Letters to mail addresses: handed over by an account of their author, beside contacts, with undo,
// hold, schedule and recall as for every letter.
import { afterEach, expect, test } from 'vitest'
import { PLAIN_POLICY, type Policy, type RefText } from '../../../src/core/contract/index.ts'
import type { ReportedRecipient } from '../../../src/core/mail/mail-report.ts'
import { objectId, getRef } from '../../../src/core/store/index.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'
import { TestMailSender } from '../../support/mail-sender.ts'
import { readMail } from '../../support/read-mail.ts'

const MARA = 'Mara <mara@example.org>'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const made: Person[] = []
afterEach(async () => {
  await Promise.all(made.splice(0).map((person) => person.remove()))
})

interface Mailing {
  alice: Person
  mails: TestMailSender
  clock: TestClock
  network: MemoryNetwork
  /** Lets time pass, and waits until the queue has looked. */
  pass: (ms: number) => Promise<void>
}

async function makeAlice(...own: string[]): Promise<Mailing> {
  const network = new MemoryNetwork()
  const mails = new TestMailSender(...(own.length === 0 ? ['alice@example.net'] : own))
  const clock = new TestClock()
  const alice = await Person.create('alice', network, clock, { mailSender: mails })
  made.push(alice)
  const pass = async (ms: number): Promise<void> => {
    clock.pass(ms)
    await alice.home.parts.ledger.write((tx) => tx.run('DELETE FROM bad_input WHERE 0'))
  }
  return { alice, mails, clock, network, pass }
}

const send = async (alice: Person, more: Partial<Parameters<Person['do']['letters']['send']>[0]> = {}) =>
  alice.do.letters.send(
    { to: [MARA], subject: 'Bread', text: 'Eight loaves.', policy: PLAIN_POLICY, ...more },
    calling,
  )
const recall = (alice: Person, ref: RefText, unlessTold = false) =>
  alice.do.letters.recall({ ref, unlessTold }, calling)
const byMail = async (alice: Person, ref: RefText) =>
  (await alice.do.letters.status({ ref, limit: 10 }, calling)).byMail
const states = async (alice: Person, ref: RefText) => (await byMail(alice, ref)).map(({ state }) => state)
const accepted = (mailing: Mailing, ref: RefText) =>
  eventually(async () => (await states(mailing.alice, ref)).every((state) => state === 'accepted'))
const inMs = (clock: TestClock, ms: number): Partial<Policy> => ({ at: clock.iso(ms) })

test('a letter goes to an address as one mail, and is listed as sent', async () => {
  const mailing = await makeAlice()
  const { alice, mails } = mailing
  const { ref, byMail: told } = await send(alice, { text: '# Order\n\n**Eight** loaves.' })
  expect(told).toEqual([{ address: 'mara@example.org', by: 'words' }])
  await accepted(mailing, ref)
  const [mail] = mails.taken
  expect(mail).toMatchObject({ from: 'alice@example.net', to: ['mara@example.org'] })
  const read = readMail(Buffer.from(mail!.raw))
  expect(read).toMatchObject({ subject: 'Bread', text: '# Order\n\n**Eight** loaves.' })
  expect(read.origin).toMatchObject({
    from: { name: 'Alice Sato', address: 'alice@example.net' },
    to: [{ name: 'Mara', address: 'mara@example.org' }],
    messageId: `<${mail!.envelopeId}@example.net>`,
  })
  expect(Buffer.from(mail!.raw).toString()).toContain('<strong>Eight</strong>')
  const [row] = await alice.list('sent')
  expect(row).toMatchObject({
    state: 'notified',
    to: [{ name: 'Mara', address: 'mara@example.org' }],
    tally: { notified: 1 },
  })
  await eventually(() => Promise.resolve(mails.filed.length === 1))
})

test('a contact and two addresses get one letter: a notice, and one mail for both', async () => {
  const mailing = await makeAlice()
  const { alice, mails, network } = mailing
  const bob = await Person.create('bob', network)
  made.push(bob)
  await pair(alice, bob)
  const { ref } = await send(alice, { to: ['bob', MARA, 'jun@example.com'] })
  await accepted(mailing, ref)
  expect(mails.taken.map(({ to }) => to)).toEqual([['mara@example.org', 'jun@example.com']])
  await bob.arrival(ref)
  const opened = await bob.read(ref)
  expect(opened.to.map(({ name }) => name)).toEqual(['bob', 'Mara', 'jun@example.com'])
  const status = await alice.do.letters.status({ ref, limit: 10 }, calling)
  expect(status.readers.map(({ name, state }) => [name, state])).toEqual([
    ['bob', 'referenced'],
    ['Mara', 'notified'],
    ['jun@example.com', 'notified'],
  ])
  // Nobody learns if a mail was read, so its reader is not silent.
  expect(status.silence.count).toBe(0)
})

test('without an account, and for an expiry or a share, an address is refused', async () => {
  const { alice, mails, clock } = await makeAlice()
  const { ref } = await alice.do.letters.send(
    { to: ['self'], subject: 'Note', text: 'x', policy: PLAIN_POLICY },
    calling,
  )
  await expect(alice.do.letters.share({ ref, to: MARA }, calling)).rejects.toMatchObject({ code: 'INVALID' })
  const expires = { ...PLAIN_POLICY, expires: clock.iso(HOUR_MS) }
  await expect(send(alice, { policy: expires })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(send(alice, { from: 'bob@example.net' })).rejects.toThrow('None of your accounts')
  mails.hasAccount = false
  await expect(send(alice)).rejects.toThrow('add a mail account first')
  mails.hasAccount = true
  mails.maxBytes = 1000
  await expect(send(alice, { text: 'x'.repeat(1000) })).rejects.toMatchObject({ code: 'TOO_LARGE' })
  expect(mails.tries).toBe(0)
})

test('an undone, a held and a scheduled letter send nothing before their time', async () => {
  const mailing = await makeAlice()
  const { alice, mails, clock, pass } = mailing
  const undone = await send(alice, { policy: { ...PLAIN_POLICY, ...inMs(clock, MINUTE_MS) } })
  const { draft } = await recall(alice, undone.ref, true)
  expect(await alice.do.drafts.list({}, calling)).toMatchObject([
    { draft, to: ['Mara <mara@example.org>'], from: 'alice@example.net' },
  ])
  const held = await send(alice, { policy: { ...PLAIN_POLICY, hold: true } })
  const scheduled = await send(alice, { policy: { ...PLAIN_POLICY, ...inMs(clock, HOUR_MS) } })
  expect(await states(alice, held.ref)).toEqual(['waiting'])
  expect(mails.tries).toBe(0)
  await alice.do.letters.letGo({ ref: held.ref }, calling)
  await accepted(mailing, held.ref)
  await pass(HOUR_MS)
  await accepted(mailing, scheduled.ref)
  expect(mails.taken.length).toBe(2)
  // The draft of the undone letter goes to the address that it was for.
  const sent = await alice.do.drafts.send({ draft: draft! }, calling)
  await accepted(mailing, sent.ref)
})

test.each(['controlled', 'open'] as const)(
  'a recall of a %s letter is certain before the hand-over, and too late after it',
  async (mode) => {
    const mailing = await makeAlice()
    const { alice, mails, pass } = mailing
    mails.ends = ['away']
    const first = await send(alice, { policy: { ...PLAIN_POLICY, mode } })
    await eventually(async () => (await byMail(alice, first.ref))[0]?.note !== '')
    expect(await recall(alice, first.ref)).toMatchObject({ readers: [{ outcome: 'recalled' }] })
    expect(await states(alice, first.ref)).toEqual(['recalled'])
    await pass(HOUR_MS)
    const second = await send(alice, { policy: { ...PLAIN_POLICY, mode } })
    await accepted(mailing, second.ref)
    expect(await recall(alice, second.ref)).toMatchObject({ readers: [{ outcome: 'too-late' }], draft: null })
    expect(mails.taken.length).toBe(1)
    expect((await alice.read(second.ref)).text).toBe('Eight loaves.')
  },
)

test('a recall while the mail is on its way is too late', async () => {
  const mailing = await makeAlice()
  const { alice, mails } = mailing
  let ref: RefText | null = null
  const outcomes: unknown[] = []
  mails.onTry = async () => {
    const [row] = await alice.list('sent')
    ref = row!.ref
    outcomes.push((await recall(alice, ref!)).readers[0]?.outcome)
  }
  await send(alice)
  await eventually(() => Promise.resolve(mails.taken.length === 1))
  expect(outcomes).toEqual(['too-late'])
})

test('a mail in the queue can be held, and one of its readers withdrawn', async () => {
  const mailing = await makeAlice()
  const { alice, mails, pass } = mailing
  mails.ends = ['away']
  const { ref } = await send(alice, { to: [MARA, 'jun@example.com'] })
  await eventually(async () => (await byMail(alice, ref))[0]?.note !== '')
  await alice.do.letters.hold({ ref }, calling)
  expect(await states(alice, ref)).toEqual(['held', 'held'])
  await pass(2 * HOUR_MS)
  expect(mails.tries).toBe(1)
  await alice.do.letters.withdraw({ ref, from: MARA }, calling)
  await alice.do.letters.letGo({ ref }, calling)
  await eventually(async () => (await states(alice, ref))[1] === 'accepted')
  expect(await states(alice, ref)).toEqual(['recalled', 'accepted'])
  const [mail] = mails.taken
  expect(mail!.to).toEqual(['jun@example.com'])
  expect(Buffer.from(mail!.raw).toString()).not.toContain('mara')
})

test('a refusal of one reader is told at once, and can be tried again', async () => {
  const mailing = await makeAlice()
  const { alice, mails } = mailing
  mails.ends = [[{ address: 'mara@example.org', line: '550 5.1.1 No such user', isFinal: true }]]
  const { ref } = await send(alice, { to: [MARA, 'jun@example.com'] })
  await eventually(async () => (await states(alice, ref)).join() === 'refused,accepted')
  expect((await byMail(alice, ref))[0]?.note).toBe('550 5.1.1 No such user')
  expect(await alice.do.news.list({ place: 'inbox' }, calling)).toMatchObject([
    { kind: 'mail-refused', from: { name: 'Mara' }, letter: { ref, line: '550 5.1.1 No such user' } },
  ])
  await alice.do.letters.letGo({ ref }, calling)
  await accepted(mailing, ref)
  expect(mails.taken.map(({ to }) => to)).toEqual([['jun@example.com'], ['mara@example.org']])
  expect(await alice.do.news.list({ place: 'inbox' }, calling)).toEqual([])
})

test('a server that is away is tried for two days, and then its mail can still be taken back', async () => {
  const mailing = await makeAlice()
  const { alice, mails, clock, pass } = mailing
  mails.ends = Array.from({ length: 100 }, () => 'away' as const)
  const { ref } = await send(alice)
  const begunAt = clock.now()
  const triedAt: number[] = []
  for (let tries = 1; tries < 100; tries++) {
    await eventually(async () => mails.tries >= tries && (await states(alice, ref))[0] !== 'sending')
    triedAt.push(Math.round((clock.now() - begunAt) / MINUTE_MS))
    const dueAt = findDueAt(alice, ref)
    if (dueAt === null) break
    await pass(dueAt - clock.now())
  }
  expect(triedAt.slice(0, 6)).toEqual([0, 1, 6, 36, 96, 156])
  expect(triedAt.at(-1)).toBe(48 * 60 + 36)
  expect(await states(alice, ref)).toEqual(['refused'])
  expect(await recall(alice, ref)).toMatchObject({ readers: [{ outcome: 'recalled' }] })
})

function findDueAt({ home }: Person, ref: RefText): number | null {
  const sql = 'SELECT due_at AS dueAt FROM mail_out WHERE object = ?'
  return home.parts.ledger.get<{ dueAt: number | null }>(sql, objectId(getRef(ref)))!.dueAt
}

test.each(['lost', 'cut'] as const)(
  'after a broken connection (%s) the mail is sent once more, and then its author is asked',
  async (end) => {
    const { alice, mails, clock, pass } = await makeAlice()
    mails.ends = [end, end]
    const { ref } = await send(alice)
    await eventually(async () => (await states(alice, ref))[0] === 'unsure')
    expect(await recall(alice, ref)).toMatchObject({ readers: [{ outcome: 'too-late' }] })
    await pass(findDueAt(alice, ref)! - clock.now())
    await eventually(async () => (await alice.do.news.list({ place: 'inbox' }, calling)).length === 1)
    expect(findDueAt(alice, ref)).toBeNull()
    await pass(100 * HOUR_MS)
    expect(mails.tries).toBe(2)
    const raws = mails.taken.map(({ raw }) => Buffer.from(raw).toString())
    expect(new Set(raws).size).toBe(end === 'lost' ? 1 : 0)
    await alice.do.letters.letGo({ ref }, calling)
    await eventually(async () => (await states(alice, ref))[0] === 'accepted')
    expect(mails.tries).toBe(3)
  },
)

test('after a broken connection a server that files its mails is asked, and not sent to again', async () => {
  const { alice, mails, clock, pass } = await makeAlice()
  mails.filesItself = true
  mails.ends = ['lost']
  const { ref } = await send(alice)
  await eventually(async () => (await states(alice, ref))[0] === 'unsure')
  await pass(findDueAt(alice, ref)! - clock.now())
  await eventually(async () => (await states(alice, ref))[0] === 'accepted')
  expect([mails.tries, mails.taken.length]).toEqual([1, 1])
})

test('a crash before, during and after a try sends nothing twice that is known to be sent', async () => {
  const mailing = await makeAlice()
  const { alice, mails, clock, pass } = mailing
  const again = async (): Promise<void> => {
    await alice.stop()
    await alice.start({ mailSender: mails })
  }
  mails.ends = ['away']
  const before = await send(alice)
  await eventually(async () => (await byMail(alice, before.ref))[0]?.note !== '')
  await again()
  await pass(MINUTE_MS)
  await accepted(mailing, before.ref)
  await again()
  await pass(HOUR_MS)
  expect(mails.tries).toBe(2)
  // The engine ends while the server has the mail.
  const during = await send(alice, { subject: 'Rolls' })
  await accepted(mailing, during.ref)
  const object = objectId(getRef(during.ref))
  await alice.home.parts.ledger.write((tx) => {
    tx.run("UPDATE mail_out_readers SET state = 'sending' WHERE object = ?", object)
    tx.run('UPDATE mail_out SET due_at = NULL, copy_at = NULL WHERE object = ?', object)
  })
  mails.filesItself = true
  await again()
  // Nobody knows the end, so the server is asked first, a little later.
  await eventually(() => findDueAt(alice, during.ref) !== null)
  await pass(findDueAt(alice, during.ref)! - clock.now())
  await accepted(mailing, during.ref)
  expect([mails.tries, mails.taken.length]).toEqual([3, 2])
})

test('a mail that another device queued waits for its author', async () => {
  const { alice, mails, pass } = await makeAlice()
  mails.ends = ['away']
  const { ref } = await send(alice)
  await eventually(async () => (await byMail(alice, ref))[0]?.note !== '')
  await alice.home.parts.ledger.write((tx) =>
    tx.run('UPDATE mail_out SET device = ?', new Uint8Array(32).fill(7)),
  )
  await alice.stop()
  await alice.start({ mailSender: mails })
  await eventually(async () => (await states(alice, ref))[0] === 'unsure')
  await pass(HOUR_MS)
  expect(mails.tries).toBe(1)
  await alice.do.letters.letGo({ ref }, calling)
  await eventually(async () => (await states(alice, ref))[0] === 'accepted')
})

test('a report that names the mail says that it came back, and nothing is sent', async () => {
  const mailing = await makeAlice()
  const { alice, mails } = mailing
  const { ref } = await send(alice, { to: [MARA, 'jun@example.com'] })
  await accepted(mailing, ref)
  const recipients: ReportedRecipient[] = [
    { address: 'Mara@EXAMPLE.org', action: 'failed', status: '5.1.1', diagnostic: 'No such user' },
    { address: 'jun@example.com', action: 'delayed', status: '4.4.1', diagnostic: 'Later' },
    { address: 'eve@example.com', action: 'failed', status: '5.1.1', diagnostic: 'Never asked' },
  ]
  const { envelopeId } = mails.taken[0]!
  const report = { envelopeId, originalMessageId: null, recipients }
  expect(await alice.home.outside.takeReport({ ...report, envelopeId: 'fk.other' })).toBe(false)
  expect(await alice.home.outside.takeReport(report)).toBe(true)
  expect(await states(alice, ref)).toEqual(['returned', 'accepted'])
  const status = await alice.do.letters.status({ ref, limit: 10 }, calling)
  expect(status.readers.map(({ note }) => note)).toEqual(['came back: No such user', null])
  expect(await alice.do.news.list({ place: 'inbox' }, calling)).toMatchObject([{ kind: 'mail-returned' }])
  expect(mails.tries).toBe(1)
})

test('a mail that did not reach an address goes to another one, and both are told', async () => {
  const mailing = await makeAlice()
  const { alice, mails } = mailing
  const readdress = (ref: RefText, from: string, to: string) =>
    alice.do.letters.readdress({ ref, from, to }, calling)
  mails.ends = [[{ address: 'mara@example.org', line: '550 5.1.1 No such user', isFinal: true }]]
  const { ref } = await send(alice, { to: [MARA, 'jun@example.com'] })
  await eventually(async () => (await states(alice, ref)).join() === 'refused,accepted')
  for (const [from, to] of [
    ['jun@example.com', 'mara@example.com'],
    ['mara@example.org', 'jun@example.com'],
    ['mara@example.org', 'nobody'],
  ])
    await expect(readdress(ref, from!, to!)).rejects.toMatchObject({ code: 'INVALID' })

  // It may be refused again, and then waits for the two days of its own.
  mails.ends = ['away']
  await readdress(ref, 'Mara@Example.org', 'Mara Lind <mara@bakery.example>')
  expect(await alice.do.news.list({ place: 'inbox' }, calling)).toEqual([])
  await eventually(async () => mails.tries === 2 && (await states(alice, ref))[2] === 'waiting')
  await mailing.pass(MINUTE_MS)
  await eventually(async () => (await states(alice, ref)).join() === 'refused,accepted,accepted')
  expect(await byMail(alice, ref)).toMatchObject([
    { address: 'mara@example.org', note: '550 5.1.1 No such user', sentInstead: 'mara@bakery.example' },
    { address: 'jun@example.com', sentInstead: null },
    { address: 'mara@bakery.example', sentInstead: null },
  ])
  const [first, second] = mails.taken.map(({ to, raw }) => ({ to, raw: Buffer.from(raw).toString() }))
  expect([first!.to, second!.to]).toEqual([['jun@example.com'], ['mara@bakery.example']])
  expect(readMail(Buffer.from(second!.raw)).origin.to).toEqual([
    { name: '', address: 'jun@example.com' },
    { name: 'Mara Lind', address: 'mara@bakery.example' },
  ])
  const idOf = (raw: string): string => /^Message-ID: .*$/im.exec(raw)![0]
  expect(idOf(second!.raw)).toBe(idOf(first!.raw))

  // Nothing goes to the wrong address again, and the new one may be wrong, too.
  await alice.do.letters.letGo({ ref }, calling)
  await expect(readdress(ref, 'mara@example.org', 'other@bakery.example')).rejects.toMatchObject({
    code: 'INVALID',
  })
  const { envelopeId } = mails.taken[0]!
  const recipients = [
    { address: 'mara@bakery.example', action: 'failed', status: '5.1.1', diagnostic: 'Gone' } as const,
  ]
  await alice.home.outside.takeReport({ envelopeId, originalMessageId: null, recipients })
  expect(await states(alice, ref)).toEqual(['refused', 'accepted', 'returned'])
  await readdress(ref, 'mara@bakery.example', 'mara@home.example')
  await eventually(async () => (await states(alice, ref))[3] === 'accepted')
  expect(mails.tries).toBe(4)
  const status = await alice.do.letters.status({ ref, limit: 10 }, calling)
  expect(status.readers.map(({ name }) => name)).toContain('mara@home.example')
})

test('a readdressed mail that waits can be recalled, and a recalled letter goes nowhere', async () => {
  const mailing = await makeAlice()
  const { alice, mails } = mailing
  mails.ends = ['refused', 'away']
  const { ref } = await send(alice)
  await eventually(async () => (await states(alice, ref)).join() === 'refused')
  await alice.do.letters.readdress({ ref, from: 'mara@example.org', to: 'mara@home.example' }, calling)
  await eventually(async () => mails.tries === 2 && (await states(alice, ref))[1] === 'waiting')
  expect((await recall(alice, ref)).readers.map(({ outcome }) => outcome)).toEqual(['recalled', 'recalled'])
  await mailing.pass(100 * HOUR_MS)
  expect(mails.tries).toBe(2)
  await expect(
    alice.do.letters.readdress({ ref, from: 'mara@example.org', to: 'x@home.example' }, calling),
  ).rejects.toMatchObject({ code: expect.stringMatching(/RECALLED|INVALID/) as string })
})

test('an answer in a thread names the earlier mails, the first one first', async () => {
  const mailing = await makeAlice('alice@example.net', 'a.sato@example.net')
  const { alice, mails } = mailing
  const first = await send(alice, { from: 'a.sato@example.net' })
  await accepted(mailing, first.ref)
  const second = await send(alice, { replyTo: first.ref, subject: 'Re: Bread' })
  await accepted(mailing, second.ref)
  const third = await send(alice, { replyTo: second.ref, subject: 'Re: Bread' })
  await accepted(mailing, third.ref)
  const heads = mails.taken.map(({ raw }) => readMail(Buffer.from(raw)).origin)
  const [one, two, three] = heads.map(({ messageId }) => messageId)
  expect(heads.map(({ parent, first }) => [parent, first])).toEqual([
    ['', ''],
    [one, one],
    [two, one],
  ])
  expect(three).not.toBe(two)
  expect(mails.taken[0]!.from).toBe('a.sato@example.net')
})

test('people of mails are found by a word or a domain, the last one first, never oneself', async () => {
  const { alice, clock } = await makeAlice()
  const find = async (typed: string): Promise<string[]> =>
    (await alice.do.people.correspondents({ typed, limit: 8 }, calling)).map(({ address = '' }) => address)
  await send(alice)
  clock.pass(MINUTE_MS)
  await send(alice, { to: ['Marlene Kuhn <kuhn@example.com>', 'alice@example.net'] })
  const BOTH = ['kuhn@example.com', 'mara@example.org']
  expect([
    await find('mar'),
    await find('KUHN@'),
    await find('example'),
    await find('@example.org'),
    await find('ara'),
    await find('alice'),
  ]).toEqual([BOTH, ['kuhn@example.com'], BOTH, ['mara@example.org'], [], []])
})
