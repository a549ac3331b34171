// Servers of other projects for a test: dovecot and postfix of Debian, as root, on loopback and in a
// folder of their own. They start in about two seconds and end with `stop`.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerAddress, ServerOptions } from '../../../src/core/accounts/index.ts'
import { TestAuthority, type Certificate } from './certificates.ts'
import { requirePrograms } from './daemon.ts'
import { Dovecot, PASSWORD } from './dovecot.ts'
import { Postfix, type PostfixOptions } from './postfix.ts'

export { PASSWORD }

const PROGRAMS = {
  '/usr/bin/openssl': 'openssl',
  '/usr/sbin/dovecot': 'dovecot-core',
  '/usr/lib/dovecot/imap': 'dovecot-imapd',
  '/usr/lib/dovecot/lmtp': 'dovecot-lmtpd',
}
const POSTFIX_PROGRAMS = { '/usr/lib/postfix/sbin/master': 'postfix' }

export interface MailServersOptions extends Partial<PostfixOptions> {
  /** Each has the password `secret`, with or without a domain. */
  users?: string[]
  /** False for tests that only read. */
  hasPostfix?: boolean
  /** Where a provider says whose an access token is. */
  tokensAt?: string
}

export class MailServers {
  readonly folder: string
  readonly authority: TestAuthority
  /** PEM of the authority. */
  readonly ca: string
  /** Of the servers, for localhost and 127.0.0.1. */
  readonly certificate: Certificate
  readonly dovecot: Dovecot
  readonly #postfix: Postfix | null

  private constructor(
    folder: string,
    authority: TestAuthority,
    ca: string,
    certificate: Certificate,
    dovecot: Dovecot,
    postfix: Postfix | null,
  ) {
    this.folder = folder
    this.authority = authority
    this.ca = ca
    this.certificate = certificate
    this.dovecot = dovecot
    this.#postfix = postfix
  }

  /** @throws with the name of the package if a program is missing, or if the test is not root */
  static async start(options: MailServersOptions = {}): Promise<MailServers> {
    const { users = ['alice', 'bob'], hasPostfix = true } = options
    await requirePrograms({ ...PROGRAMS, ...(hasPostfix ? POSTFIX_PROGRAMS : {}) })
    if (process.getuid?.() !== 0)
      throw new Error('dovecot and postfix change to users of their own, so this test needs root')
    const folder = await mkdtemp(join(tmpdir(), 'mail-'))
    const authority = await TestAuthority.create(folder)
    const certificate = await authority.issue('server')
    const dovecot = await Dovecot.start(folder, certificate, users, options.tokensAt)
    try {
      const postfix = hasPostfix ? await startPostfix(folder, certificate, dovecot, options) : null
      const ca = await readFile(authority.certFile, 'utf8')
      return new MailServers(folder, authority, ca, certificate, dovecot, postfix)
    } catch (error) {
      await dovecot.stop()
      throw error
    }
  }

  get postfix(): Postfix {
    if (this.#postfix === null) throw new Error('started without postfix')
    return this.#postfix
  }

  /** How a user of this rig reaches their mails. */
  imap(user: string, address: Partial<ServerAddress> = {}): ServerOptions {
    return {
      address: { host: 'localhost', port: this.dovecot.ports.imaps, security: 'tls', ...address },
      credentials: { auth: 'password', user, password: PASSWORD },
      trust: { ca: this.ca },
    }
  }

  /** How a user of this rig sends. */
  smtp(user: string, address: Partial<ServerAddress> = {}): ServerOptions {
    const { submission } = this.postfix.ports
    return this.imap(user, { port: submission, security: 'starttls', ...address })
  }

  async stop(): Promise<void> {
    await this.#postfix?.stop()
    await this.dovecot.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

async function startPostfix(
  folder: string,
  certificate: Certificate,
  dovecot: Dovecot,
  options: MailServersOptions,
): Promise<Postfix> {
  const { domains = ['example.org'], settings = [], maxBytes = 30 * 1024 ** 2 } = options
  const own = join(folder, 'postfix')
  await mkdir(own, { recursive: true })
  return Postfix.start(own, certificate, dovecot.ports, { domains, settings, maxBytes })
}
