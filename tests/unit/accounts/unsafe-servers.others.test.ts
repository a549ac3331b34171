// Servers that are not safe, and a man in the middle who strips TLS: no credential leaves this
// computer.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/imap/imap-server.ts'
import type { ServerOptions } from '../../../src/core/accounts/index.ts'
import { openSmtpServer } from '../../../src/core/accounts/smtp/smtp-server.ts'
import type { Certificate } from '../../support/mail-servers/certificates.ts'
import { MailServers, PASSWORD } from '../../support/mail-servers/mail-servers.ts'
import { hide, Relay, type RelayOptions } from '../../support/mail-servers/relay.ts'

const NEVER = new AbortController().signal

/** The password as it stands in LOGIN, in SASL PLAIN and in SASL LOGIN. */
const TRACES = [
  PASSWORD,
  Buffer.from(`\0alice\0${PASSWORD}`).toString('base64'),
  Buffer.from(PASSWORD).toString('base64'),
]

const PROTOCOLS = [
  { name: 'IMAP', sign: (options: ServerOptions) => openImapServer(options).connect(NEVER) },
  { name: 'submission', sign: (options: ServerOptions) => openSmtpServer(options).check(NEVER) },
]

let servers: MailServers
let relay: Relay

beforeAll(async () => {
  servers = await MailServers.start()
})
afterAll(() => servers.stop())
afterEach(() => relay.stop())

/** Starts a relay with this certificate to the TLS port of one of the servers. */
async function showCertificate(name: string, certificate: Certificate): Promise<ServerOptions> {
  const to = name === 'IMAP' ? servers.dovecot.ports.imaps : servers.postfix.ports.submissions
  relay = await Relay.start({ to, certificate })
  return servers.imap('alice', { port: relay.port })
}

/** Starts a relay to the port with STARTTLS of one of the servers. */
async function strip(name: string): Promise<ServerOptions> {
  const options: RelayOptions =
    name === 'IMAP'
      ? { to: servers.dovecot.ports.imap, edit: hide('STARTTLS', 'LOGINDISABLED') }
      : {
          to: servers.postfix.ports.submission,
          edit: (said) => said.replace(/250-STARTTLS\r\n/, '250-AUTH PLAIN LOGIN\r\n'),
          answer: (said) =>
            said.startsWith('STARTTLS') ? '502 5.5.1 Error: command not implemented\r\n' : null,
        }
  relay = await Relay.start(options)
  return servers.imap('alice', { port: relay.port, security: 'starttls' })
}

function hasCredential(): boolean {
  const said = relay.said.toString('latin1')
  return TRACES.some((trace) => said.includes(trace))
}

function expectNoCredential(): void {
  expect(hasCredential()).toBe(false)
}

async function fingerprintOf({ certFile }: Certificate): Promise<string> {
  return new X509Certificate(await readFile(certFile)).fingerprint256.replaceAll(':', '').toLowerCase()
}

describe.each(PROTOCOLS)('$name', ({ name, sign }) => {
  it('says nothing to a server without STARTTLS', async () => {
    const options = await strip(name)
    await expect(sign(options)).rejects.toMatchObject({
      code: 'MAIL_UNSAFE',
      details: { reason: 'no-tls', fingerprint: null },
    })
    expect(relay.connections).toBe(1)
    expectNoCredential()
  })

  it.each([
    ['expired', { isExpired: true }, 'DNS:localhost'],
    ['wrong-name', {}, 'DNS:mail.example.net'],
  ])('tells that a certificate is %s', async (reason, how, names) => {
    const certificate = await servers.authority.issue(`${name}-${reason}`, names, how)
    const options = await showCertificate(name, certificate)
    const fingerprint = await fingerprintOf(certificate)
    await expect(sign(options)).rejects.toMatchObject({
      code: 'MAIL_UNSAFE',
      details: { reason, fingerprint },
    })
    expectNoCredential()
  })

  it('trusts the authority only of who named it', async () => {
    const options = await showCertificate(name, servers.certificate)
    await expect(sign({ ...options, trust: {} })).rejects.toMatchObject({
      code: 'MAIL_UNSAFE',
      details: { reason: 'untrusted' },
    })
    expectNoCredential()
    await expect(sign(options)).resolves.toBeDefined()
    // The relay reads this one, so it would have seen the others.
    expect(hasCredential()).toBe(true)
  })

  it('accepts exactly the certificate that a person accepted', async () => {
    const [accepted, other] = [
      await servers.authority.issue(`${name}-accepted`, 'DNS:mail.example.net'),
      await servers.authority.issue(`${name}-other`, 'DNS:mail.example.net'),
    ]
    const fingerprint = await fingerprintOf(accepted)
    const options = await showCertificate(name, other)
    await expect(sign({ ...options, trust: { fingerprint } })).rejects.toMatchObject({ code: 'MAIL_UNSAFE' })
    expectNoCredential()
    await relay.stop()
    const again = await showCertificate(name, accepted)
    await expect(sign({ ...again, trust: { fingerprint: fingerprint.toUpperCase() } })).resolves.toBeDefined()
  })

  it('speaks STARTTLS with a safe server', async () => {
    const to = name === 'IMAP' ? servers.dovecot.ports.imap : servers.postfix.ports.submission
    relay = await Relay.start({ to })
    await expect(
      sign(servers.imap('alice', { port: relay.port, security: 'starttls' })),
    ).resolves.toBeDefined()
    expectNoCredential()
  })

  it('tells the server’s line when the password is wrong', async () => {
    const options = await showCertificate(name, servers.certificate)
    const credentials = { auth: 'password' as const, user: 'alice', password: 'wrong' }
    const refused = sign({ ...options, credentials })
    await expect(refused).rejects.toMatchObject({ code: 'MAIL_REFUSED' })
    await expect(refused).rejects.toMatchObject({
      details: { line: expect.stringMatching(/authentication failed/i) as string },
    })
  })

  it('answers MAIL_AWAY if nobody listens', async () => {
    const options = await showCertificate(name, servers.certificate)
    await relay.stop()
    await expect(sign(options)).rejects.toMatchObject({
      code: 'MAIL_AWAY',
      details: { reason: 'ECONNREFUSED' },
    })
    relay = await Relay.start({ to: 1 })
  })
})
