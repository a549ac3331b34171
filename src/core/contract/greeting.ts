// How the page and the web door prove to each other that they share a session: the texts that
// HMAC-SHA256 authenticates.
// Each text contains the host, so an answer relayed from another port fails the check.

/** The WebSocket subprotocol of the greeting. */
export const GREETING_PROTOCOL = 'fumikura.2'

export interface Greeting {
  /** `127.0.0.1:PORT`, as the side that makes or checks the proof knows it. */
  host: string
  session: string
  /** 32 random bytes each, in hex. */
  pageNonce: string
  doorNonce: string
}

/**
 * The first message of the page. It reveals no secret, because a session id alone does not open a
 * session.
 */
export interface PageHello {
  session: string
  nonce: string
}

/** The door's answer. For an unknown session the door answers `{ refused: true }` instead. */
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

/**
 * Returns the text that the pass of one URL authenticates: the method and the whole target, so the
 * pass is valid for that URL only.
 */
export function filePassText(method: 'GET' | 'POST', host: string, target: string): string {
  return JSON.stringify(['fumikura/file-pass/1', method, host, target])
}
