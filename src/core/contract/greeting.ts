// How the page and the web door prove to each other that they share a session: the texts that go under HMAC-SHA256.
// Each text names the host: an answer that is relayed from another port does not fit.

/** The WebSocket subprotocol of the greeting. */
export const GREETING_PROTOCOL = 'fumikura.2'

export interface Greeting {
  /** `127.0.0.1:PORT`, as the one who makes or checks the proof knows it for itself. */
  host: string
  session: string
  /** 32 random bytes each, in hex. */
  pageNonce: string
  doorNonce: string
}

/** What the page says first. It gives away nothing: the id of a session opens no session. */
export interface PageHello {
  session: string
  nonce: string
}

/** The door's answer, or `{ refused: true }` for a session that it does not know. */
export interface DoorHello {
  nonce: string
  proof: string
}

export function greetingText(
  side: 'door' | 'page',
  { host, session, pageNonce, doorNonce }: Greeting,
): string {
  return JSON.stringify(['fumikura/greeting/1', side, host, session, pageNonce, doorNonce])
}

/** What the pass of one address covers: the method and the whole target, so that it opens nothing else. */
export function filePassText(method: 'GET' | 'POST', host: string, target: string): string {
  return JSON.stringify(['fumikura/file-pass/1', method, host, target])
}
