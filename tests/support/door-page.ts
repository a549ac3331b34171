// A page at the web door, without a browser. It follows the link, then greets and signs like the
// real page's bridge.
import { createHmac, generateKeyPairSync, randomBytes, sign as signBy, type KeyObject } from 'node:crypto'
import { WebSocket } from 'ws'
import {
  filePassText,
  GREETING_PROTOCOL,
  greetingText,
  type DoorHello,
  type SessionId,
  type Welcome,
} from '../../src/core/contract/index.ts'

export interface PageSession {
  session: SessionId
  secret: string
}

/** What an open page holds in memory only. */
export interface PageMemory {
  key: KeyObject
  publicKey: string
  returnSecret: string
}

export function makePageMemory(): PageMemory {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('hex')
  return { key: privateKey, publicKey: spki, returnSecret: '' }
}

export const hostOf = (port: number): string => `127.0.0.1:${port}`

export const sign = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex')

/** Follows a link as a browser does. @throws Error with the status when the code is refused */
export async function followLink(link: string, userAgent = 'a browser'): Promise<PageSession> {
  const { origin, hash } = new URL(link)
  const headers = { 'user-agent': userAgent }
  const response = await fetch(`${origin}/session`, {
    method: 'POST',
    body: hash.replace('#code=', ''),
    headers,
  })
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as PageSession
}

/** Returns the address `target` with the pass that the file door demands of this page. */
export function passed(port: number, method: 'GET' | 'POST', target: string, page: PageSession): string {
  const pass = sign(page.secret, filePassText(method, hostOf(port), target))
  return `${target}${target.includes('?') ? '&' : '?'}session=${page.session}&pass=${pass}`
}

export interface Greeted {
  port: number
  /** The host that the page believes it talks to. */
  host?: string
  onDoorHello?: (hello: DoorHello) => void
  /** With it the page can return; its return secret is filled in. */
  memory?: PageMemory
}

/**
 * Opens a socket and completes the greeting, like the page.
 * @throws Error when the door refuses, or does not prove that it knows the secret
 */
export async function openPageSocket(
  { port, host = hostOf(port), onDoorHello, memory = makePageMemory() }: Greeted,
  { session, secret }: PageSession,
): Promise<WebSocket> {
  const socket = await openBareSocket(port)
  const nonce = randomBytes(32).toString('hex')
  const hello = await askSocket<DoorHello>(socket, { session, nonce })
  onDoorHello?.(hello)
  const greeting = { host, session, pageNonce: nonce, doorNonce: hello.nonce }
  if (hello.proof !== sign(secret, greetingText('door', greeting))) {
    socket.terminate()
    throw new Error('the door proved nothing')
  }
  const proof = sign(secret, greetingText('page', greeting))
  const welcome = await askSocket<Welcome>(socket, { proof, key: memory.publicKey })
  memory.returnSecret = welcome.returnSecret
  return socket
}

/**
 * Returns from an earlier run, like an open page.
 * @throws Error when the door refuses, or does not prove that it is a later run of the same home
 */
export async function returnToDoor(
  { port, host = hostOf(port) }: Greeted,
  session: SessionId,
  { key, publicKey, returnSecret }: PageMemory,
): Promise<{ socket: WebSocket; link: string }> {
  const socket = await openBareSocket(port)
  const nonce = randomBytes(32).toString('hex')
  const hello = await askSocket<DoorHello>(socket, { session, nonce })
  const greeting = { host, session, pageNonce: nonce, doorNonce: hello.nonce }
  if (hello.returnProof !== sign(returnSecret, greetingText('door', greeting))) {
    socket.terminate()
    throw new Error('the door proved nothing')
  }
  const text = Buffer.from(greetingText('page', greeting))
  const signature = signBy('sha256', text, { key, dsaEncoding: 'ieee-p1363' }).toString('hex')
  const { link } = await askSocket<Welcome>(socket, { signature, key: publicKey })
  return { socket, link: link! }
}

/** Opens a socket and sends nothing. */
export async function openBareSocket(port: number, protocol = GREETING_PROTOCOL): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${hostOf(port)}/engine`, [protocol], {
    origin: `http://${hostOf(port)}`,
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  return socket
}

/** Sends one message; resolves with the answer. @throws Error when refused, or the socket ends */
export function askSocket<Answer>(socket: WebSocket, message: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('closed'))
    socket.once('close', onClose)
    socket.once('message', (bytes: Buffer) => {
      socket.off('close', onClose)
      const answer = JSON.parse(bytes.toString()) as Answer & { refused?: boolean }
      if (answer.refused) reject(new Error('refused'))
      else resolve(answer)
    })
    socket.send(JSON.stringify(message))
  })
}
