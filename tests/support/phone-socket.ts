// A phone's end of a link: a WebSocket to a front, which keeps what it heard.
import { once } from 'node:events'
import { WebSocket, type ClientOptions } from 'ws'
import { LinkEnd, type MessageLink } from '../../src/core/contract/message-link.ts'

export interface PhoneSocket {
  socket: WebSocket
  got: Buffer[]
  /** The code and reason with which it closed. Null while it is open. */
  closed: { code: number; reason: string } | null
  send(message: Uint8Array): void
}

/** Resolves with the socket, or with the status of the refusal. */
export async function dialFront(
  origin: string,
  route: Uint8Array,
  options: ClientOptions = {},
): Promise<PhoneSocket | number> {
  const protocols = ['fumikura.far.1', Buffer.from(route).toString('base64url')]
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/far`, protocols, { origin, ...options })
  const phone: PhoneSocket = { socket, got: [], closed: null, send: (message) => socket.send(message) }
  socket.on('message', (message: Buffer) => phone.got.push(message))
  socket.on('close', (code, reason) => (phone.closed = { code, reason: reason.toString() }))
  socket.on('error', () => undefined)
  const refused = once(socket, 'unexpected-response') as Promise<[unknown, { statusCode: number }]>
  const opened = once(socket, 'open').then(() => phone)
  return Promise.race([
    opened,
    refused.then(([, { statusCode }]) => {
      socket.terminate()
      return statusCode
    }),
  ])
}

/** The socket as the link of a tunnel. `onBytes` gets all that passes, as the relay sees it. */
export function linkOf({ socket }: PhoneSocket, onBytes: (bytes: Uint8Array) => void): MessageLink {
  const end = new LinkEnd()
  socket.removeAllListeners('message')
  socket.on('message', (message: Buffer) => {
    onBytes(message)
    end.receive(message)
  })
  socket.on('close', () => end.end('the socket is closed'))
  return end.link(
    (message) => {
      onBytes(message)
      socket.send(message)
    },
    (reason) => {
      end.end(reason)
      socket.close()
    },
  )
}

/** @throws Error if it was refused */
export async function openPhone(
  origin: string,
  route: Uint8Array,
  options: ClientOptions = {},
): Promise<PhoneSocket> {
  const phone = await dialFront(origin, route, options)
  if (typeof phone === 'number') throw new Error(`the front answered ${phone}`)
  return phone
}
