// The encrypted line under a tunnel: each message is sealed, sent, received and opened in order.
// Any failed check ends it: a message that was lost, changed, repeated or moved.
import type { MessageLink } from './message-link.ts'
import type { NoiseSession } from './noise.ts'
import type { TunnelClock } from './tunnel.ts'

/** Received and not read yet. A window is smaller, so an honest end sends less. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024
/** Keys are used so long and for so many messages; then the phone dials again. */
const MAX_AGE_MS = 60 * 60_000
const MAX_MESSAGES = 2 ** 24
/** Old keys wait so long for a pause, and the pause is so long. */
const MAX_WAIT_MS = 60 * 60_000
const PAUSE_MS = 30_000

export interface LineUser {
  /** May throw: the line then ends. The next message waits for its promise. */
  take(message: Uint8Array): Promise<void>
  /** Called once. */
  ended(reason: string): void
  /** False while an end would interrupt something. */
  isIdle(): boolean
}

export class SealedLine {
  readonly #link: MessageLink
  readonly #session: NoiseSession
  readonly #user: LineUser
  readonly #clock: TunnelClock
  readonly #startedAt: number
  #usedAt: number
  #sentMessages = 0
  #receivedMessages = 0
  #unread = 0
  #isOver = false
  #sending: Promise<void> = Promise.resolve()
  #receiving: Promise<void> = Promise.resolve()
  #ageTimer = startTimer(() => this.#endIfOld(), MAX_AGE_MS)

  constructor(link: MessageLink, session: NoiseSession, clock: TunnelClock, user: LineUser) {
    this.#clock = clock
    this.#startedAt = this.#usedAt = clock.monotonicMs()
    this.#link = link
    this.#session = session
    this.#user = user
    link.onMessage((message) => this.#receive(message))
    // What arrived before is still read: the other end may say why it closes.
    link.onClose((reason) => void this.#receiving.then(() => this.#finish(reason)))
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** The message's number is that of the call. Does nothing once the line has ended. */
  send(message: Uint8Array): void {
    if (this.#isOver) return
    if (++this.#sentMessages > MAX_MESSAGES) return this.close('new keys are due')
    this.#usedAt = this.#clock.monotonicMs()
    const sealed = this.#session.encrypt(message)
    sealed.catch(() => undefined)
    this.#sending = this.#sending
      .then(async () => this.#link.send(await sealed))
      .catch(() => this.close('a message could not be sent'))
  }

  /** What was given to `send` before still goes. */
  close(reason: string): void {
    if (this.#isOver) return
    const sent = this.#sending
    this.#finish(reason)
    void sent.then(() => this.#link.close(reason))
  }

  #receive(message: Uint8Array): void {
    if (this.#isOver) return
    if (++this.#receivedMessages > MAX_MESSAGES) return this.close('new keys are due')
    this.#unread += message.length
    if (this.#unread > MAX_UNREAD_BYTES) return this.close('too much at once')
    this.#usedAt = this.#clock.monotonicMs()
    const opened = this.#session.decrypt(message)
    opened.catch(() => undefined)
    this.#receiving = this.#receiving
      .then(async () => {
        const plain = await opened
        if (!this.#isOver) await this.#user.take(plain)
        this.#unread -= message.length
      })
      .catch((error: unknown) => this.close(`a message was not taken: ${String(error)}`))
  }

  #finish(reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#ageTimer)
    this.#user.ended(reason)
  }

  #endIfOld(): void {
    const now = this.#clock.monotonicMs()
    const isPause = this.#user.isIdle() && now - this.#usedAt > PAUSE_MS
    if (isPause || now - this.#startedAt > MAX_AGE_MS + MAX_WAIT_MS) return this.close('new keys are due')
    this.#ageTimer = startTimer(() => this.#endIfOld(), PAUSE_MS)
  }
}

/** A timer that does not keep a process of Node running. */
export function startTimer(act: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(act, ms)
  if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.()
  return timer
}
