// A letter to mail addresses through postfix and dovecot: it arrives as it was written, and what
// cannot be delivered comes back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImapServer, openSmtpServer } from '../../../src/core/accounts/index.ts'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import type { Submission } from '../../../src/core/outside/ports.ts'
import { readMailFacts } from '../../../src/core/mail/mail-facts.ts'
import { openMail } from '../../../src/core/mail/read-mail.ts'
import { MailServers } from '../../support/mail-servers/mail-servers.ts'
import { collect } from '../../support/mail-servers/port-suite.ts'
import { TestMailSender } from '../../support/mail-sender.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'
import { readMail } from '../../support/read-mail.ts'

const NEVER = new AbortController().signal
class PostfixSender extends TestMailSender {
  override open(): Submission {
    return openSmtpServer(servers.smtp('alice'))
  }
}

let servers: MailServers
let alice: Person
beforeAll(async () => {
  servers = await MailServers.start()
  const mailSender = new PostfixSender('alice@example.org')
  alice = await Person.create('alice', new MemoryNetwork(), undefined, { mailSender })
})
afterAll(async () => {
  await alice.remove()
  await servers.stop()
})

/** Waits for the first mail of this user. */
async function firstMail(user: string): Promise<Buffer> {
  const connection = await openImapServer(servers.imap(user)).connect(NEVER)
  try {
    await connection.select('INBOX')
    let uids = await connection.listUids()
    while (uids.length === 0) {
      await connection.waitForChange(AbortSignal.timeout(1000))
      uids = await connection.listUids()
    }
    const [whole] = await collect(connection.fetchWhole(`${uids[0]!}`, NEVER))
    return Buffer.from(whole!.raw)
  } finally {
    await connection.close()
  }
}

const statesOf = async (ref: RefText) =>
  (await alice.do.letters.status({ ref, limit: 10 }, calling)).byMail.map(({ address, state }) => [
    address,
    state,
  ])

test(
  'a letter arrives, and the report about an unknown user returns to it',
  { timeout: 120_000 },
  async () => {
    const text = '# 注文\n\n土曜日に **八つ** お願いします。\n'
    const { ref } = await alice.do.letters.send(
      {
        ...{ to: ['Bob <bob@example.org>', 'nobody@example.org'], subject: '土曜日の注文', text },
        policy: PLAIN_POLICY,
      },
      calling,
    )
    await eventually(async () => (await statesOf(ref)).every(([, state]) => state === 'accepted'))
    const arrived = readMail(await firstMail('bob'))
    expect(arrived).toMatchObject({ subject: '土曜日の注文', text: text.trimEnd() })
    expect(arrived.origin).toMatchObject({ from: { name: 'Alice Sato', address: 'alice@example.org' } })
    const { report } = readMailFacts(openMail(await firstMail('alice')))
    expect(await alice.home.outside.takeReport(report!)).toBe(true)
    expect(await statesOf(ref)).toEqual([
      ['bob@example.org', 'accepted'],
      ['nobody@example.org', 'returned'],
    ])
  },
)
