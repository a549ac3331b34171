// How the page and the web door prove to each other that they share a session: the texts that
// HMAC-SHA256 authenticates.
// Each text contains the host, so an answer relayed from another port fails the check.

/** The WebSocket subprotocol of the greeting. */
export const GREETING_PROTOCOL = 'fumikura.3'

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
  /** By the session's secret of this run. */
  proof: string
  /** By the return secret of an earlier run, for a page that was open then. */
  returnProof: string
}

/**
 * The page's answer. `key` is its public key, with which it may return to a later run: ECDSA on
 * P-256, SPKI in hex. A page that returns has no secret of this run, and signs with that key: r and
 * s in hex.
 */
export type PageAnswer = { proof: string; key: string } | { signature: string; key: string }

/** The door's last message, before the frames of the contract. */
export interface Welcome {
  welcome: true
  /** Hex; kept in memory only. Recognises a later run of this home. */
  returnSecret: string
  /** For a page that returned: the link to this run's address, which continues the session once. */
  link: string | null
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
