// The page's side of the handshake on a new WebSocket. The page sends nothing, no letter and no
// passphrase, to a door that has not proven that it shares the session.
// Another program may have taken the engine's port.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  filePassText,
  greetingText,
  type DoorHello,
  type PageAnswer,
  type PageHello,
  type SessionId,
  type Welcome,
} from '../../core/contract/index.ts'
import { Refused } from './connection.ts'
import type { ReturnKey } from './return-key.ts'

/** The session data in this browser, valid while the engine runs. */
export interface KeptSession {
  session: SessionId
  /** 32 bytes in hex; never sent. */
  secret: string
}

/** The session of a page, with what the page holds in memory only. */
export interface HeldSession extends KeptSession {
  /** Recognises a later run of the same home. Null before the first greeting. */
  returnSecret: string | null
}

/**
 * Resolves when both sides have proven the session, or that this page was open in an earlier run.
 * @throws Refused if the door does not know the session, or is not the one that gave it; Error if
 * the socket ends
 */
export async function greetDoor(
  socket: WebSocket,
  held: HeldSession,
  host: string,
  key: ReturnKey,
): Promise<Pick<Welcome, 'returnSecret' | 'link'>> {
  const { session, secret, returnSecret } = held
  const pageNonce = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const hello: PageHello = { session, nonce: pageNonce }
  const { nonce, proof, returnProof } = await ask<DoorHello>(socket, hello)
  const greeting = { host, session, pageNonce, doorNonce: String(nonce) }
  const expected = greetingText('door', greeting)
  const isThisRun = proof === sign(secret, expected)
  if (!isThisRun && (returnSecret === null || returnProof !== sign(returnSecret, expected)))
    throw new Refused('somebody else is at this address')
  const text = greetingText('page', greeting)
  const by = isThisRun ? { proof: sign(secret, text) } : { signature: await key.sign(text) }
  const answer: PageAnswer = { ...by, key: key.publicKey }
  const welcome = await ask<Welcome>(socket, answer)
  return { returnSecret: String(welcome.returnSecret), link: welcome.link ?? null }
}

/** Returns the authorisation for one address. It is valid nowhere else. */
export function passFor(
  method: 'GET' | 'POST',
  target: string,
  { session, secret }: KeptSession,
  host: string,
): string {
  const pass = sign(secret, filePassText(method, host, target))
  return `${target.includes('?') ? '&' : '?'}session=${session}&pass=${pass}`
}

function sign(secret: string, text: string): string {
  return bytesToHex(hmac(sha256, hexToBytes(secret), utf8ToBytes(text)))
}

/** Sends one message and resolves to its answer. */
function ask<Answer extends object>(socket: WebSocket, said: object): Promise<Partial<Answer>> {
  return new Promise((resolve, reject) => {
    const stop = new AbortController()
    const { signal } = stop
    socket.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        stop.abort()
        const answer = parseAnswer(data)
        if (answer.refused === true) reject(new Refused('the session is over'))
        else resolve(answer as Partial<Answer>)
      },
      { signal },
    )
    socket.addEventListener(
      'close',
      () => {
        stop.abort()
        reject(new Error('The socket closed.'))
      },
      { signal },
    )
    socket.send(JSON.stringify(said))
  })
}

function parseAnswer(data: unknown): Record<string, unknown> {
  try {
    const parsed: unknown = typeof data === 'string' ? JSON.parse(data) : null
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
