// One connection to a submission server: TLS, sign-in, one mail, QUIT. It uses nodemailer's
// connection and nothing above it, so a mail is the bytes that it gets: no file or URL is read.
import { Readable } from 'node:stream'
import tls from 'node:tls'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type {
  SMTPConnectionCustomAuthHandler,
  SMTPConnectionOptions,
  SMTPConnectionSendInfo,
} from 'nodemailer/lib/smtp-connection'
import { EngineError } from '../../contract/errors.ts'
import type { ServerOptions } from '../mail-server.ts'
import { findCertificateTrouble, tlsOptions, unsafe } from '../safe-tls.ts'
import { toSubmissionError } from './smtp-error.ts'

const GOODBYE_MS = 2000

export interface SmtpTimes {
  connectMs: number
  /** A server may greet slowly on purpose. */
  greetingMs: number
  /** It may also look at a mail for minutes before it takes it. */
  silentMs: number
}

export interface OutgoingMail {
  from: string
  to: string[]
  raw: Uint8Array
  envelopeId: string
}

/** A mechanism of this name exists nowhere, so nodemailer runs the handler and no other. */
const BEARER = 'BEARER-TOKEN'

export class SmtpSession {
  readonly #connection: SMTPConnection
  readonly #options: ServerOptions
  readonly #signal: AbortSignal
  readonly #broken: Promise<never>
  readonly #onAbort = (): void => this.#connection.close()
  #isSent = false
  #offers = ''

  private constructor(connection: SMTPConnection, options: ServerOptions, signal: AbortSignal) {
    this.#connection = connection
    this.#options = options
    this.#signal = signal
    this.#broken = new Promise((_resolve, reject) => {
      this.#connection.on('error', reject)
      this.#connection.on('end', () => reject(new Error('the connection was closed')))
    })
    this.#broken.catch(() => undefined)
    signal.addEventListener('abort', this.#onAbort)
  }

  /** Opens a session for `act`, and ends it. */
  static async run<T>(
    options: ServerOptions,
    times: SmtpTimes,
    signal: AbortSignal,
    act: (session: SmtpSession) => Promise<T>,
  ): Promise<T> {
    // A home without accounts never needs it.
    const { default: Connection } = await import('nodemailer/lib/smtp-connection')
    const session = new SmtpSession(new Connection(connectionOptions(options, times)), options, signal)
    try {
      await session.#open()
      return await act(session)
    } finally {
      session.#close()
    }
  }

  /** The limit that the server states; null without one. */
  get maxBytes(): number | null {
    const stated = Number(/^\d+[ -]SIZE +(\d+)/im.exec(this.#offers)?.[1] ?? 0)
    return stated > 0 ? stated : null
  }

  /** True if it reports what became of a mail (RFC 3461). */
  get canReport(): boolean {
    return /^\d+[ -]DSN\b/im.test(this.#offers)
  }

  /** Connects, looks at the certificate, and only then signs in. */
  async #open(): Promise<void> {
    await this.#step<undefined>((done) => this.#connection.connect((error) => done(error ?? null)))
    const socket = this.#connection._socket
    if (!(socket instanceof tls.TLSSocket)) throw unsafe('no-tls', null)
    const trouble = findCertificateTrouble(socket, this.#options.trust)
    if (trouble !== null) throw trouble
    this.#offers = this.#connection.lastServerResponse || ''
    await this.#step((done) => this.#connection.login(this.#auth(), done))
  }

  async send(mail: OutgoingMail): Promise<SMTPConnectionSendInfo> {
    const envelope = {
      from: mail.from,
      to: mail.to,
      size: mail.raw.length,
      use8BitMime: mail.raw.some((byte) => byte > 127),
      dsn: { ret: 'HDRS', envid: mail.envelopeId },
    }
    const bytes = Readable.from(Buffer.from(mail.raw))
    bytes.on('end', () => (this.#isSent = true))
    return this.#step((done) => this.#connection.send(envelope, bytes, done))
  }

  #close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    if (this.#connection.destroyed) return
    if (!this.#connection.authenticated) return this.#connection.close()
    this.#connection.quit()
    // Also if the server does not answer.
    setTimeout(() => this.#connection.close(), GOODBYE_MS).unref()
  }

  #auth(): { user: string; pass?: string; method?: string } {
    const { credentials } = this.#options
    return credentials.auth === 'password'
      ? { user: credentials.user, pass: credentials.password }
      : { user: credentials.user, method: BEARER }
  }

  async #step<T>(act: (done: (error: Error | null, result?: T) => void) => void): Promise<T> {
    const result = new Promise<T>((resolve, reject) => {
      if (this.#signal.aborted) return reject(new Error('aborted'))
      act((error, value) => (error === null ? resolve(value as T) : reject(error)))
    })
    try {
      return await Promise.race([result, this.#broken])
    } catch (error) {
      // Once all bytes are out, a cancelled mail may have been taken as well.
      if (this.#signal.aborted && !this.#isSent)
        throw new EngineError('CANCELLED', 'sending was cancelled', { cause: error })
      throw toSubmissionError(error, this.#isSent)
    }
  }
}

function connectionOptions(
  { address, credentials, trust }: ServerOptions,
  times: SmtpTimes,
): SMTPConnectionOptions {
  const { host: _host, port: _port, ...tlsOnly } = tlsOptions(address, trust)
  return {
    host: address.host,
    port: address.port,
    secure: address.security === 'tls',
    requireTLS: address.security === 'starttls',
    tls: tlsOnly,
    // The name of this computer is nobody's business.
    name: '[127.0.0.1]',
    logger: false,
    connectionTimeout: times.connectMs,
    greetingTimeout: times.greetingMs,
    socketTimeout: times.silentMs,
    customAuth: credentials.auth === 'oauth2' ? { [BEARER]: signInByToken(credentials.accessToken) } : {},
  }
}

/** XOAUTH2, which the servers that have OAuth offer. nodemailer's own would ask for a new token. */
function signInByToken(token: string): SMTPConnectionCustomAuthHandler {
  return async (sign) => {
    const words = `user=${sign.auth.user ?? ''}\u0001auth=Bearer ${token}\u0001\u0001`
    const answer = await sign.sendCommand(`AUTH XOAUTH2 ${Buffer.from(words).toString('base64')}`)
    if (answer.status === 235) return
    // The reason comes as a challenge, and an empty answer ends it.
    const end = answer.status === 334 ? await sign.sendCommand('') : answer
    sign.reject(`sign-in failed: ${end.response}`)
  }
}
