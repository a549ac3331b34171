// What becomes of the mails of a sender who was asked to stop: ten days later they are spam, here and at
// the server, until their person takes them again.
import { afterEach, expect, test } from 'vitest'
import type { RefText } from '../../../src/core/contract/index.ts'
import { TestMailSender } from '../../support/mail-sender.ts'
import { addMemoryAccount, servingMail } from '../../support/mail-servers/memory-account.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const PASS = 'Authentication-Results: mail.example.org; dkim=pass header.d=shop.example'
const HOP = 'Received: from a (b [192.0.2.1]) by mail.example.org with ESMTPS; Mon, 5 Jan 2026'

const made: Person[] = []
afterEach(async () => {
  await Promise.all(made.splice(0).map((person) => person.remove()))
})

const newsletter = (subject: string, before: readonly string[] = [PASS, HOP]): string =>
  [
    ...before,
    'From: Shop <news@shop.example>',
    'List-Id: <sale.shop.example>',
    'List-Unsubscribe: <mailto:out@shop.example?subject=out%207>',
    `Subject: ${subject}`,
    `Message-ID: <${subject}@shop.example>`,
    '',
    'Linen.',
    '',
  ].join('\r\n')

/** Mara, with the newsletter `First`. */
async function makeMara(first = newsletter('First')) {
  const [server, clock, mails] = [new MemoryServer(), new TestClock(), new TestMailSender('mara@example.org')]
  const options = { ...servingMail(server), mailSender: mails }
  const mara = await Person.create('mara', new MemoryNetwork(), clock, options)
  made.push(mara)
  server.deliver(first)
  await addMemoryAccount(mara)
  const ref = (await mara.list('inbox'))[0]!.ref!
  /** A newsletter comes so many days after the last one, and is filed. */
  const arrive = async (days: number, subject: string, raw = newsletter(subject)): Promise<RefText> => {
    clock.pass(days * DAY_MS)
    server.deliver(raw, { receivedAt: clock.now() })
    let found: RefText | null | undefined
    await eventually(async () => {
      const rows = [...(await mara.list('inbox')), ...(await mara.list('spam'))]
      found = rows.find((one) => one.subject === subject)?.ref
      return found !== undefined
    }, subject)
    return found!
  }
  return { mara, server, clock, mails, ref, arrive }
}

type Made = Awaited<ReturnType<typeof makeMara>>

/** Presses, sends the draft, and waits until an open window hears that the server took it. */
async function stop({ mara, ref }: Made): Promise<string> {
  let isHeard = false
  const end = mara.do.events.subscribe((event) => {
    if (event.type === 'letter-changed' && event.ref === ref)
      void mara.read(ref).then(({ stopAskedAt }) => (isHeard ||= stopAskedAt !== undefined))
  })
  const { draft } = (await mara.do.letters.unsubscribe({ ref }, calling)) as { draft: string }
  await mara.do.drafts.send({ draft }, calling)
  await eventually(async () => isHeard, 'asked')
  end()
  return (await mara.read(ref)).stopAskedAt!
}

const subjects = async (mara: Person, box: 'inbox' | 'spam') =>
  (await mara.list(box)).map(({ subject }) => subject).sort()
const atServer = (server: MemoryServer, path: string): number => server.getFolder(path).mails.size

test('ten days after the mail that asks, what comes is spam, here and at the server', async () => {
  const mara = await makeMara()
  const announced: (string | null)[] = []
  mara.mara.do.events.subscribe((event) => {
    if (event.type === 'letter-arrived') announced.push(event.letter.subject)
  })
  const askedAt = await stop(mara)
  expect(mara.mails.taken).toMatchObject([{ to: ['out@shop.example'] }])
  await mara.arrive(9.9, 'Early')
  const late = await mara.arrive(0.2, 'Late')
  expect(await subjects(mara.mara, 'inbox')).toEqual(['Early', 'First'])
  expect(await subjects(mara.mara, 'spam')).toEqual(['Late'])
  await eventually(() => Promise.resolve(atServer(mara.server, 'Junk') === 1), 'told')
  const [mail] = [...mara.server.getFolder('Junk').mails.values()]
  expect(mail!.raw.toString()).toContain('Subject: Late')
  expect([...mail!.flags]).toContain('$Junk')
  expect(announced).toEqual(['Early'])
  expect((await mara.mara.read(late)).stopAskedAt).toBe(askedAt)
  // It is asked once.
  const again = await mara.mara.do.letters.unsubscribe({ ref: late }, calling)
  expect(again).toEqual({ by: 'mail', address: 'out@shop.example', draft: null, askedAt })
})

test('a stop by mail counts from when a server took the mail, also if its draft was undone', async () => {
  const mara = await makeMara()
  const { draft } = (await mara.mara.do.letters.unsubscribe({ ref: mara.ref }, calling)) as { draft: string }
  await mara.arrive(11, 'Second')
  expect(await subjects(mara.mara, 'inbox')).toEqual(['First', 'Second'])
  mara.mails.ends = ['refused']
  await mara.mara.do.drafts.send({ draft }, calling)
  await eventually(() => Promise.resolve(mara.mails.tries === 1), 'tried')
  await mara.arrive(11, 'Third')
  expect(await subjects(mara.mara, 'inbox')).toEqual(['First', 'Second', 'Third'])
  expect(await mara.mara.read(mara.ref)).not.toHaveProperty('stopAskedAt')
})

type Back = (made: Made, late: RefText) => unknown

test.each<[string, Back]>([
  ['*Not spam*', ({ mara }, late) => mara.do.letters.bin({ refs: [late], bin: null }, calling)],
  ['*Take them again*', ({ mara }, late) => mara.do.letters.takeAgain({ ref: late }, calling)],
  [
    '*Not spam* in another program',
    async ({ mara, server }) => {
      await eventually(() => Promise.resolve(atServer(server, 'Junk') === 1), 'told')
      const [uid] = [...server.getFolder('Junk').mails.keys()]
      server.moveElsewhere('Junk', `${uid}`, 'INBOX')
      const [account] = await mara.do.accounts.list({}, calling)
      await mara.do.accounts.check({ account: account!.account }, calling)
    },
  ],
])('%s brings the mail back, and forgets the stop', async (_, bringBack) => {
  const mara = await makeMara()
  await stop(mara)
  const late = await mara.arrive(11, 'Late')
  expect(await subjects(mara.mara, 'spam')).toEqual(['Late'])
  await bringBack(mara, late)
  await eventually(async () => (await subjects(mara.mara, 'spam')).length === 0, 'back')
  for (const ref of [late, mara.ref]) expect(await mara.mara.read(ref)).not.toHaveProperty('stopAskedAt')
  await mara.arrive(1, 'Next')
  expect(await subjects(mara.mara, 'inbox')).toEqual(['First', 'Late', 'Next'])
  await eventually(() => Promise.resolve(atServer(mara.server, 'Junk') === 0), 'told back')
})

test('*Take them again* brings back all that came too late, and not a mail of the spam before', async () => {
  const made = await makeMara()
  await stop(made)
  await made.arrive(11, 'Late')
  const later = await made.arrive(1, 'Later')
  await made.mara.do.letters.bin({ refs: [made.ref], bin: 'spam' }, calling)
  await made.mara.do.letters.takeAgain({ ref: later }, calling)
  expect(await subjects(made.mara, 'inbox')).toEqual(['Late', 'Later'])
  expect(await subjects(made.mara, 'spam')).toEqual(['First'])
})

test('a mail that its person put into the spam by mistake leaves the stop as it is', async () => {
  const mara = await makeMara()
  await stop(mara)
  await mara.mara.do.letters.bin({ refs: [mara.ref], bin: 'spam' }, calling)
  await mara.mara.do.letters.bin({ refs: [mara.ref], bin: null }, calling)
  await mara.arrive(11, 'Late')
  expect(await subjects(mara.mara, 'spam')).toEqual(['Late'])
})

test('a stop of a forged mail does nothing to the true ones', async () => {
  const forged = (subject: string): string => newsletter(subject, [HOP])
  const mara = await makeMara(forged('First'))
  await stop(mara)
  const late = await mara.arrive(11, 'True')
  await mara.arrive(1, 'Forged', forged('Forged'))
  expect(await mara.mara.read(late)).not.toHaveProperty('stopAskedAt')
  expect(await subjects(mara.mara, 'inbox')).toEqual(['First', 'True'])
  expect(await subjects(mara.mara, 'spam')).toEqual(['Forged'])
})

test('what a server had before the account came stays where it is', async () => {
  const mara = await makeMara()
  await stop(mara)
  const [account] = await mara.mara.do.accounts.list({}, calling)
  await mara.mara.do.accounts.forget({ account: account!.account, keepsMails: true }, calling)
  mara.clock.pass(11 * DAY_MS)
  mara.server.deliver(newsletter('Meanwhile'), { receivedAt: mara.clock.now() })
  mara.clock.pass(DAY_MS)
  await addMemoryAccount(mara.mara)
  expect(await subjects(mara.mara, 'inbox')).toEqual(['First', 'Meanwhile'])
})
