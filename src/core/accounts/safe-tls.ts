// TLS to mail servers: which certificates are trusted, and why one is not. The handshake itself
// accepts every certificate, so that its fingerprint can be shown; findCertificateTrouble decides
// before the first byte with a credential is written.
import net from 'node:net'
import tls from 'node:tls'
import { EngineError } from '../contract/errors.ts'
import type { ServerAddress, Trust } from './mail-server.ts'

/** Why a server is not safe, in the details of MAIL_UNSAFE. */
export type UnsafeReason = 'no-tls' | 'expired' | 'wrong-name' | 'untrusted'

const MIN_VERSION = 'TLSv1.2'

/** One context for each authority, since reading the system's roots takes time. */
const contexts = new Map<string, tls.SecureContext>()
const MAX_CONTEXTS = 8

export function tlsOptions(address: ServerAddress, trust: Trust): tls.ConnectionOptions {
  return {
    host: address.host,
    port: address.port,
    // Without the name, a server of many domains shows any certificate.
    ...(net.isIP(address.host) === 0 ? { servername: address.host } : {}),
    minVersion: MIN_VERSION,
    secureContext: findContext(trust.ca ?? ''),
    // findCertificateTrouble is the check, and sees the certificate that failed.
    rejectUnauthorized: false,
  }
}

/** Returns why the other side of a finished handshake must not be spoken to, or null. */
export function findCertificateTrouble(socket: tls.TLSSocket, trust: Trust): EngineError | null {
  const fingerprint = fold(socket.getPeerCertificate().fingerprint256 ?? '')
  if (trust.fingerprint !== undefined && fingerprint !== '' && fold(trust.fingerprint) === fingerprint)
    return null
  if (socket.authorized) return null
  const reason = reasonOf(String(socket.authorizationError))
  return unsafe(reason, fingerprint === '' ? null : fingerprint)
}

export function unsafe(reason: UnsafeReason, fingerprint: string | null, cause?: unknown): EngineError {
  const message = `the connection to the mail server is not safe: ${reason}`
  return new EngineError('MAIL_UNSAFE', message, { details: { reason, fingerprint }, cause })
}

function reasonOf(nodeCode: string): UnsafeReason {
  if (nodeCode === 'CERT_HAS_EXPIRED' || nodeCode === 'CERT_NOT_YET_VALID') return 'expired'
  if (nodeCode === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'wrong-name'
  return 'untrusted'
}

/** Node writes `AB:CD`; a person may paste either form. */
function fold(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase()
}

function findContext(ca: string): tls.SecureContext {
  const known = contexts.get(ca)
  if (known !== undefined) return known
  const context = makeContext(ca)
  if (contexts.size >= MAX_CONTEXTS) contexts.clear()
  contexts.set(ca, context)
  return context
}

function makeContext(ca: string): tls.SecureContext {
  if (ca === '') return tls.createSecureContext({ minVersion: MIN_VERSION })
  try {
    // A list replaces the roots of Node, so it has to contain them.
    return tls.createSecureContext({
      minVersion: MIN_VERSION,
      ca: [...tls.rootCertificates, ca],
      // The given certificate may be the server's own, without its authority.
      allowPartialTrustChain: true,
    })
  } catch (cause) {
    throw new EngineError('INVALID', 'the certificate is not PEM', { details: { field: 'ca' }, cause })
  }
}
