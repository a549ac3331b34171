// The sockets of an IMAP connection. imapflow gets a socket only after its certificate was
// accepted, so no credential reaches another server.
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import type { ImapTransport } from 'imapflow'
import { findCertificateTrouble, tlsOptions } from '../safe-tls.ts'
import type { ServerAddress, Trust } from '../mail-server.ts'

/** @throws INVALID if the given authority is not PEM */
export function makeTransport(address: ServerAddress, trust: Trust): ImapTransport {
  const options = tlsOptions(address, trust)
  const secure = (over: Duplex | null, onSecure: () => void): tls.TLSSocket => {
    const socket = tls.connect(over === null ? options : { ...options, socket: over }, () => {
      const trouble = findCertificateTrouble(socket, trust)
      if (trouble === null) onSecure()
      else socket.destroy(trouble)
    })
    return socket
  }
  return {
    connect: (asked, onConnect) =>
      asked.secure ? secure(null, onConnect) : net.connect(address.port, address.host, onConnect),
    upgrade: (plain, _asked, onSecure) => secure(plain, onSecure),
  }
}
