// Mails whose senders are proven or not, and mails to many: what lists, counts and signals have of them.
import { afterEach, expect, test } from 'vitest'
import { keepMails } from '../../../src/core/mail/index.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { addMemoryAccount, servingMail } from '../../support/mail-servers/memory-account.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

let mara: Person
afterEach(() => mara.remove())

const OWN = 'Authentication-Results: mail.example.org; dkim=pass header.d=shop.example'
const HOP =
  'Received: from mx.shop.example (unknown [192.0.2.1]) by mail.example.org with ESMTPS; Mon, 5 Jan 2026'

let minute = 0
function mail(subject: string, head: readonly string[], from = 'Shop <news@shop.example>'): string {
  return [
    ...head,
    `From: ${from}`,
    'To: Mara <mara@example.org>',
    `Subject: ${subject}`,
    `Date: ${new Date(Date.UTC(2026, 0, 5, 8, minute++)).toUTCString()}`,
    `Message-ID: <${subject}@shop.example>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `The words of ${subject}.`,
    '',
  ].join('\r\n')
}

async function arrive(server: MemoryServer, raw: string): Promise<void> {
  const before = (await mara.list('inbox')).length
  server.deliver(raw)
  await eventually(async () => (await mara.list('inbox')).length > before, 'the mail')
}

async function makeMara(network = new MemoryNetwork()): Promise<MemoryServer> {
  const server = new MemoryServer()
  mara = await Person.create('mara', network, undefined, servingMail(server))
  await addMemoryAccount(mara)
  return server
}

test('a mail is proven by what its own server wrote, and by nothing else', async () => {
  const server = await makeMara()
  await arrive(server, mail('proven', [OWN, HOP]))
  await arrive(server, mail('forged', [HOP, OWN]))
  const [forged, proven] = await mara.list('inbox')
  const pass = { dmarc: 'pass', domain: 'shop.example', by: 'mail.example.org' }
  const none = { dmarc: 'none', domain: 'shop.example', by: null }
  expect([proven!.mail, forged!.mail]).toMatchObject([{ proof: pass }, { proof: none }])
  expect(await mara.read(proven!.ref!)).toMatchObject({ verified: false, proof: pass })
  expect(await mara.read(forged!.ref!)).toMatchObject({ verified: false, proof: none })
})

test('a missing proof is a doubt only while the server says of others who sent them', async () => {
  const server = await makeMara()
  const standing = async () => {
    const [account] = await mara.do.accounts.list({}, calling)
    const [newest] = await mara.list('inbox')
    return { checks: account!.checksSenders, doubt: newest!.mail!.expectsProof, by: newest!.mail!.proof.by }
  }
  for (let n = 1; n < 10; n++) server.deliver(mail(`old ${n}`, [HOP, OWN]))
  await eventually(async () => (await mara.list('inbox')).length === 9, 'the mails')
  expect(await standing()).toEqual({ checks: null, doubt: false, by: null })
  await arrive(server, mail('the tenth', [HOP]))
  expect(await standing()).toEqual({ checks: false, doubt: false, by: null })
  await arrive(server, mail('proven', [OWN, HOP]))
  expect(await standing()).toEqual({ checks: true, doubt: true, by: 'mail.example.org' })
  await arrive(server, mail('left out', [HOP]))
  expect(await standing()).toEqual({ checks: true, doubt: true, by: null })
})

test('a mail to many is unread, but counts nowhere, and gives no signal', async () => {
  const server = await makeMara()
  const signals: [string | null, boolean][] = []
  mara.do.events.subscribe((event) => {
    if (event.type === 'letter-arrived') signals.push([event.letter.subject, event.isMuted])
  })
  await arrive(server, mail('for one', [HOP]))
  await arrive(server, mail('sale', [HOP, 'List-Unsubscribe: <https://shop.example/out>']))
  await arrive(server, mail('bread', [HOP, 'List-Id: Slow Bread <bakers.lists.example.net>']))
  const listed = await mara.list('inbox')
  expect(listed.map(({ subject, tidy, mail }) => [subject, tidy.unread, mail?.isBulk])).toEqual([
    ['bread', true, true],
    ['sale', true, true],
    ['for one', true, false],
  ])
  const { boxes } = await mara.do.home.standing({}, calling)
  expect(boxes.inbox).toMatchObject({ total: 3, unread: 1, unreadThreads: 1 })
  await eventually(async () => signals.length === 3, 'the events')
  expect(signals).toEqual([
    ['for one', false],
    ['sale', true],
    ['bread', true],
  ])

  const find = async (query: string) =>
    (await mara.do.letters.search({ query, limit: 10 }, calling)).map(({ subject }) => subject)
  expect(await find('list:bakers')).toEqual(['bread'])
  expect(await find('list:"slow bread" words')).toEqual(['bread'])
  // A name or an address is found without an operator, too.
  expect(await find('shop sale')).toEqual(['sale'])
  expect(await find('news@shop')).toEqual(['bread', 'sale', 'for one'])
  expect(await find('slow')).toEqual(['bread'])
  expect(await find('sho sale')).toEqual([])
  expect(await find('-shop')).toEqual([])
  expect(await find('list:nobody')).toEqual([])
  expect(await find('-list:bakers is:mail')).toEqual(['sale', 'for one'])
})

test('a name or an address that pretends is told, and an honest one is not', async () => {
  const server = await makeMara()
  await arrive(server, mail('honest', [OWN, HOP]))
  await arrive(server, mail('posing', [HOP], '"chief@bank.example" <x@b\u0430nk.example>'))
  const [posing, honest] = await mara.list('inbox')
  expect(await mara.read(honest!.ref!)).not.toHaveProperty('suspicions')
  const found = ['other-address', 'foreign-letters', 'mixed-scripts']
  expect((await mara.read(posing!.ref!)).suspicions).toEqual(found)
  expect([posing!.mail?.suspicions, honest!.mail?.suspicions]).toEqual([found, undefined])
})

test('a row marks the name of a contact, unless the domain of the sender is proven', async () => {
  const network = new MemoryNetwork()
  const server = await makeMara(network)
  const alice = await Person.create('Alice', network)
  try {
    await pair(mara, alice)
    await arrive(server, mail('proven', [OWN, HOP], 'Alice <alice@shop.example>'))
    await arrive(server, mail('claimed', [HOP], 'Alice <alice@shop.example>'))
    const [claimed, proven] = (await mara.list('inbox')).filter(({ mail }) => mail !== null)
    expect(claimed!.mail?.suspicions).toEqual(['like-a-contact'])
    expect(proven!.mail?.suspicions).toBeUndefined()
    expect((await mara.read(proven!.ref!)).suspicions).toEqual(['like-a-contact'])
  } finally {
    await alice.remove()
  }
})

test('a mail of a file is never proven, whatever stands in it', async () => {
  mara = await Person.create('mara', new MemoryNetwork())
  const { parts } = mara.home
  await keepMails(parts, [{ what: 'a.eml', raw: Buffer.from(mail('old', [OWN, HOP])), fallbackAt: 0 }])
  const [old] = await mara.list('imported')
  expect(old!.mail).toMatchObject({ isBulk: false, expectsProof: false })
  expect(await mara.read(old!.ref!)).toMatchObject({
    verified: false,
    proof: { dmarc: 'none', domain: 'shop.example', by: null },
  })
})
