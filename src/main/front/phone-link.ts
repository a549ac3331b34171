// A WebSocket of a phone as a message link. Who only knows a route is a stranger until the home has
// answered, and may cost little.
import type { WebSocket } from 'ws'
import { LinkEnd, type HeldBytes, type MessageLink } from '../../core/contract/message-link.ts'

export interface PhoneLink extends MessageLink {
  /** Sets the only listener for the bytes that have left for the phone. */
  onTaken(listener: (bytes: number) => void): void
}

/** All times in ms. */
export interface LinkPatience {
  /** Until the first three messages have passed. */
  openingMs: number
  /** Until a phone that says nothing is gone. */
  silenceMs: number
}

export const LINK_PATIENCE: LinkPatience = { openingMs: 10_000, silenceMs: 60_000 }

const OPENING_MESSAGES = 3
/** What a phone may send before the home has answered. */
const UNANSWERED_BYTES = 4 * 1024
const MAX_UNREAD_BYTES = 1 << 20
/** What is still delivered before the end. */
const FAREWELL_BYTES = 64 * 1024
const FAREWELL_MS = 1_000
const UNREAD = 'the phone does not read'
const NORMAL = 1000
const MAX_REASON_CHARS = 100

export function createPhoneLink(
  socket: WebSocket,
  held: HeldBytes,
  { openingMs, silenceMs }: LinkPatience = LINK_PATIENCE,
): PhoneLink {
  const end = new LinkEnd()
  const unread = held.open(() => cut(UNREAD))
  let [passed, unansweredBytes] = [0, 0]
  let isAnswered = false
  let taken: (bytes: number) => void = () => undefined
  const opening = setTimeout(() => {
    if (passed < OPENING_MESSAGES) cut('it was not opened in time')
  }, openingMs).unref()
  const silence = setTimeout(() => cut('nothing was heard'), silenceMs).unref()

  function finish(reason: string): boolean {
    clearTimeout(opening)
    clearTimeout(silence)
    const isFirst = end.end(reason)
    unread.close()
    return isFirst
  }

  function cut(reason: string): void {
    if (finish(reason)) socket.terminate()
  }

  function close(reason: string): void {
    const { bytes } = unread
    if (!finish(reason)) return
    if (bytes > FAREWELL_BYTES) return socket.terminate()
    socket.close(NORMAL, reason.replace(/[^ -~]/g, '?').slice(0, MAX_REASON_CHARS))
    // Do not wait for a phone that does not answer the close.
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref()
  }

  function send(message: Uint8Array): void {
    const { byteLength } = message
    if (unread.bytes + byteLength > MAX_UNREAD_BYTES || !unread.add(byteLength)) return cut(UNREAD)
    passed++
    isAnswered = true
    socket.send(message, () => {
      unread.remove(byteLength)
      taken(byteLength)
    })
  }

  function receive(message: Buffer, isBinary: boolean): void {
    if (!isBinary) return cut('not binary')
    silence.refresh()
    passed++
    if (!isAnswered) unansweredBytes += message.byteLength
    if (unansweredBytes > UNANSWERED_BYTES && !isAnswered) return cut('too much before an answer')
    end.receive(message)
  }

  socket.on('message', receive)
  // Without a listener, an oversized message would end the process; `close` follows.
  socket.on('error', (error) => finish(error.message))
  socket.on('close', () => finish('the phone closed it'))
  return { ...end.link(send, close), onTaken: (listener) => (taken = listener) }
}
