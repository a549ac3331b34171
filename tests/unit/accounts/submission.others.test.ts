// The port SubmissionServer on postfix: what is accepted, what is refused and by whom, and what is
// known about a mail when the wire breaks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/imap/imap-server.ts'
import type { ServerMail } from '../../../src/core/accounts/index.ts'
import { openSmtpServer } from '../../../src/core/accounts/smtp/smtp-server.ts'
import { MailServers } from '../../support/mail-servers/mail-servers.ts'
import { Relay } from '../../support/mail-servers/relay.ts'
import { collect } from '../../support/mail-servers/port-suite.ts'
import { plainMail } from '../../support/mail-servers/sample-mails.ts'

const NEVER = new AbortController().signal
const MAX_BYTES = 100_000
const REFUSALS =
  'smtpd_client_restrictions = check_recipient_access inline:{{gone@example.org = 550 5.1.1 Nobody here}, {later@example.org = 450 4.2.0 Come back later}}'

let servers: MailServers

beforeAll(async () => {
  servers = await MailServers.start({ maxBytes: MAX_BYTES, settings: [REFUSALS] })
})
afterAll(() => servers.stop())

const to = (...names: string[]): string[] => names.map((name) => `${name}@example.org`)

function mail(recipients: string[], id: string): Parameters<ReturnType<typeof openSmtpServer>['submit']>[0] {
  const { raw } = plainMail(id, 'Order', 'Two loaves.\r\n.A line that begins with a dot')
  return { from: 'alice@example.org', to: recipients, raw, envelopeId: `envelope+${id}` }
}

/** Waits for a mail of this user, and returns it with its bytes. */
async function arrived(user: string, isIt: (mail: ServerMail) => boolean): Promise<Buffer> {
  const connection = await openImapServer(servers.imap(user)).connect(NEVER)
  let found: number | null = null
  try {
    await connection.select('INBOX')
    for (;;) {
      for await (const each of connection.listMails('1:*', NEVER)) if (isIt(each)) found = each.uid
      if (found !== null) break
      await connection.waitForChange(NEVER)
    }
    const [whole] = await collect(connection.fetchWhole(`${found}`, NEVER))
    return Buffer.from(whole!.raw)
  } finally {
    await connection.close()
  }
}

const contains =
  (words: string) =>
  ({ head }: ServerMail): boolean =>
    Buffer.from(head).toString().includes(words)

describe('submission', () => {
  it.each(['starttls', 'tls'] as const)('tells what the server takes, by %s', async (security) => {
    const { submission, submissions } = servers.postfix.ports
    const port = security === 'tls' ? submissions : submission
    const server = openSmtpServer(servers.smtp('alice', { port, security }))
    expect(await server.check(NEVER)).toEqual({ maxBytes: MAX_BYTES, canReport: true })
  })

  it('hands a mail over, and its bytes arrive', async () => {
    const own = mail(to('bob'), 'bytes')
    expect(await openSmtpServer(servers.smtp('alice')).submit(own, NEVER)).toEqual({
      accepted: to('bob'),
      refused: [],
    })
    const raw = await arrived('bob', contains('<bytes@example.org>'))
    expect(raw.toString().trimEnd().endsWith(own.raw.toString().trimEnd())).toBe(true)
  })

  it('tells which recipients were refused', async () => {
    const submitted = openSmtpServer(servers.smtp('alice')).submit(
      mail(to('bob', 'gone', 'later'), 'some'),
      NEVER,
    )
    expect(await submitted).toMatchObject({
      accepted: to('bob'),
      refused: [
        {
          address: 'gone@example.org',
          isFinal: true,
          line: expect.stringContaining('Nobody here') as string,
        },
        {
          address: 'later@example.org',
          isFinal: false,
          line: expect.stringContaining('Come back') as string,
        },
      ],
    })
  })

  it.each([
    [['gone'], { status: 550, isFinal: true }],
    [['later'], { status: 450, isFinal: false }],
    [['gone', 'later'], { status: 450, isFinal: false }],
  ])('throws MAIL_REFUSED if %s are all', async (names, details) => {
    const submitted = openSmtpServer(servers.smtp('alice')).submit(mail(to(...names), 'none'), NEVER)
    await expect(submitted).rejects.toMatchObject({ code: 'MAIL_REFUSED', details })
  })

  it('refuses a mail above the limit before it sends it', async () => {
    const own = { ...mail(to('bob'), 'large'), raw: Buffer.alloc(MAX_BYTES + 1, 'x') }
    await expect(openSmtpServer(servers.smtp('alice')).submit(own, NEVER)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      details: { maxBytes: MAX_BYTES },
    })
  })

  it('refuses an address that could be a command', async () => {
    const own = mail(['bob@example.org>\r\nRCPT TO:<carol@example.org'], 'command')
    await expect(openSmtpServer(servers.smtp('alice')).submit(own, NEVER)).rejects.toMatchObject({
      code: 'INVALID',
    })
  })

  it('asks for reports with its own name and the head alone', async () => {
    await openSmtpServer(servers.smtp('alice')).submit(mail(to('unknown'), 'bounced'), NEVER)
    const report = (await arrived('alice', contains('multipart/report'))).toString()
    expect(report).toContain('Original-Envelope-Id: envelope+bounced')
    expect(report).toContain('Message-ID: <bounced@example.org>')
    expect(report).not.toContain('Two loaves')
  })
})

describe('a wire that breaks', () => {
  /** Submits by a relay that cuts as soon as the client says this. */
  async function submitUntil(words: RegExp, signal = NEVER, act?: () => void): Promise<unknown> {
    const relay: Relay = await Relay.start({
      to: servers.postfix.ports.submissions,
      certificate: servers.certificate,
      answer: (said) => {
        if (!words.test(said)) return null
        if (act === undefined) relay.cut()
        else act()
        return ''
      },
    })
    const options = servers.smtp('alice', { port: relay.port, security: 'tls' })
    try {
      return await openSmtpServer(options, { silentMs: 500 }).submit(mail(to('bob'), 'cut'), signal)
    } finally {
      await relay.stop()
    }
  }

  it('is known not to have sent the mail before its last byte', async () => {
    await expect(submitUntil(/^AUTH/)).rejects.toMatchObject({
      code: 'MAIL_AWAY',
      details: { isUnknown: false },
    })
    await expect(submitUntil(/^MAIL FROM/)).rejects.toMatchObject({
      code: 'MAIL_AWAY',
      details: { isUnknown: false },
    })
  })

  it('leaves open after the last byte whether the mail was taken', async () => {
    await expect(submitUntil(/(?:^|\n)\.\r\n$/)).rejects.toMatchObject({
      code: 'MAIL_AWAY',
      details: { isUnknown: true },
    })
  })

  it('is given up when the server falls silent', async () => {
    await expect(submitUntil(/^MAIL FROM/, NEVER, () => undefined)).rejects.toMatchObject({
      code: 'MAIL_AWAY',
      details: { isUnknown: false },
    })
  })

  it('is CANCELLED by its signal', async () => {
    const stop = new AbortController()
    await expect(submitUntil(/^MAIL FROM/, stop.signal, () => stop.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})
