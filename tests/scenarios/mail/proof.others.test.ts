// Who is proven to have sent a mail, by postfix, opendkim and dovecot: what opendkim found counts, and
// nothing that a sender wrote.
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailServers, PASSWORD } from '../../support/mail-servers/mail-servers.ts'
import { Opendkim } from '../../support/mail-servers/opendkim.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'

let opendkim: Opendkim
let servers: MailServers
let alice: Person

beforeAll(async () => {
  opendkim = await Opendkim.start(['shop.example'])
  servers = await MailServers.start({ settings: opendkim.settings })
  alice = await Person.create('alice', new MemoryNetwork())
  const { host, port } = servers.imap('alice').address
  await alice.do.accounts.add(
    {
      ...{ address: 'alice@example.org', name: 'Alice', user: 'alice', password: PASSWORD, ca: servers.ca },
      incoming: { host, port },
    },
    calling,
  )
}, 60_000)
afterAll(async () => {
  await alice?.remove()
  await servers?.stop()
  await opendkim?.stop()
})

const FORGED = 'mail.example.org; dmarc=pass header.from=shop.example'
const OFFER = {
  'List-Unsubscribe': '<https://shop.example/out>, <mailto:out@shop.example>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
}

/** Another host hands a mail to postfix. */
async function send(subject: string, isSigned: boolean, headers: Record<string, string>): Promise<void> {
  const transport = createTransport({
    ...{ host: '127.0.0.1', port: servers.postfix.ports.smtp, ignoreTLS: true, name: 'mail.shop.example' },
    ...(isSigned ? { dkim: opendkim.signing('shop.example') } : {}),
  })
  const from = 'Shop <news@shop.example>'
  await transport.sendMail({ from, to: 'alice@example.org', subject, text: 'Linen.', headers })
  await eventually(async () => (await alice.list('inbox')).some((one) => one.subject === subject), subject)
}

test('a signature that passed proves its domain, and lets one request stop the mails', async () => {
  await send('signed', true, { 'Authentication-Results': FORGED, ...OFFER })
  await send('unsigned', false, OFFER)
  await send('forged', false, { 'Authentication-Results': FORGED, ...OFFER })
  const hop = 'from a (a [192.0.2.1]) by mail.example.org with LMTP; Mon, 5 Jan 2026 08:00:00 +0000'
  await send('forged below a hop', false, { 'Authentication-Results': FORGED, Received: hop })

  const inbox = await alice.list('inbox')
  const read = async (subject: string) => alice.read(inbox.find((one) => one.subject === subject)!.ref!)
  const proof = { domain: 'shop.example', by: 'mail.example.org' }
  expect(await read('signed')).toMatchObject({
    ...{ verified: false, proof: { ...proof, dmarc: 'pass' }, stopsBy: 'request' },
  })
  for (const subject of ['unsigned', 'forged'])
    expect(await read(subject)).toMatchObject({ proof: { ...proof, dmarc: 'none' }, stopsBy: 'mail' })
  expect((await read('forged below a hop')).proof).toEqual({ ...proof, dmarc: 'none' })
})
