// Says whether a mail server speaks IMAP or SMTP at a place, with TLS and a certificate of its own.
// It reads the greeting, and sends STARTTLS and nothing else.
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { ServerAddress, Trust } from '../mail-server.ts'
import { findCertificateTrouble, tlsOptions } from '../safe-tls.ts'
import type { MailProtocol, TryServer } from './discovered.ts'

const DEADLINE_MS = 8000
const MAX_ANSWER_BYTES = 8192

/** What is said, the line by which the server agrees, and one by which it does not. */
interface Step {
  said: string
  agreed: RegExp
  refused: RegExp
}

const GREETING: Readonly<Record<MailProtocol, Step>> = {
  imap: { said: '', agreed: /^\* (?:OK|PREAUTH)\b/i, refused: /^(?!\* (?:OK|PREAUTH)\b)/i },
  smtp: { said: '', agreed: /^220 /, refused: /^(?!220-)/ },
}
const STARTTLS: Readonly<Record<MailProtocol, readonly Step[]>> = {
  imap: [{ said: 'a STARTTLS\r\n', agreed: /^a OK\b/i, refused: /^(?:a (?:NO|BAD)|\* BYE)\b/i }],
  smtp: [
    { said: 'EHLO [127.0.0.1]\r\n', agreed: /^250 /, refused: /^(?!250-)/ },
    { said: 'STARTTLS\r\n', agreed: /^220 /, refused: /^(?!220-)/ },
  ],
}

export function serverProbe(trust: Trust): TryServer {
  return async (place, protocol, signal) => {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])
    return probe(place, protocol, trust, inTime).catch(() => 'silent')
  }
}

async function probe(
  place: ServerAddress,
  protocol: MailProtocol,
  trust: Trust,
  signal: AbortSignal,
): ReturnType<TryServer> {
  const { host, port, security } = place
  const plain = connectPlain({ host, port, signal })
  // An error between two answers has no other listener, and ends the process.
  plain.on('error', () => undefined)
  try {
    if (security === 'starttls') await take(plain, GREETING[protocol])
    const socket =
      security === 'tls' ? await secure(plain, place, trust) : await upgrade(plain, place, protocol, trust)
    if (socket === null) return 'plain'
    if (security === 'tls') await take(socket, GREETING[protocol])
    return findCertificateTrouble(socket, trust) === null ? 'trusted' : 'untrusted'
  } finally {
    plain.destroy()
  }
}

/** Null for a server that has no TLS, or on the way to which somebody takes it away. */
async function upgrade(
  plain: Socket,
  place: ServerAddress,
  protocol: MailProtocol,
  trust: Trust,
): Promise<TLSSocket | null> {
  try {
    for (const step of STARTTLS[protocol]) await take(plain, step)
    return await secure(plain, place, trust)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (error instanceof Refusal || code === 'EPROTO' || code.startsWith('ERR_SSL')) return null
    throw error
  }
}

class Refusal extends Error {}

/** The handshake completes with a bad certificate too. */
function secure(socket: Socket, place: ServerAddress, trust: Trust): Promise<TLSSocket> {
  const name = isIP(place.host) === 0 ? { servername: place.host } : {}
  return new Promise((resolve, reject) => {
    const secured = connectTls({ ...tlsOptions(place, trust), ...name, socket })
    secured.once('secureConnect', () => resolve(secured)).on('error', reject)
    socket.once('error', reject).once('close', () => reject(new Error('closed')))
  })
}

/** Rejects if more than the answer came: on a plain wire, anybody could have added it. */
function take(socket: Socket, { said, agreed, refused }: Step): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = ''
    const finish = (error: Error | null): void => {
      socket.off('data', hear).off('error', finish).off('close', ended).pause()
      if (error === null) resolve()
      else reject(error)
    }
    const ended = (): void => finish(new Error('closed'))
    const hear = (bytes: Buffer): void => {
      heard += bytes.toString('latin1')
      const lines = heard.split('\r\n')
      const rest = lines.pop()!
      const at = lines.findIndex((line) => agreed.test(line))
      if (at !== -1)
        finish(at === lines.length - 1 && rest === '' ? null : new Refusal('more than an answer'))
      else if (heard.length > MAX_ANSWER_BYTES || lines.some((line) => refused.test(line)))
        finish(new Refusal('refused'))
    }
    socket.on('data', hear).once('error', finish).once('close', ended).resume()
    socket.write(said)
  })
}
