// Ends a connection that fell silent in the middle of a command. A half-open wire shows no event,
// so only the missing bytes tell.
import type { ImapFlow } from 'imapflow'
import { silence } from './imap-error.ts'

/** How often it looks in the time that a silence may take. */
const LOOKS = 4

export class Watchdog {
  readonly #client: Pick<ImapFlow, 'stats' | 'close'>
  readonly #silentMs: number
  readonly #timer: NodeJS.Timeout
  #received = 0
  #looksLeft = LOOKS
  #isWaiting = false
  #isSilent = false

  constructor(client: Pick<ImapFlow, 'stats' | 'close'>, silentMs: number) {
    this.#client = client
    this.#silentMs = silentMs
    this.#timer = setInterval(() => this.#look(), silentMs / LOOKS).unref()
  }

  /**
   * Runs `act`, which waits for the server. Closes the connection if no byte comes for too long.
   * @param sendingMs the time that its own bytes may take on a slow line
   * @throws MAIL_AWAY after a silence
   */
  async run<T>(act: () => Promise<T>, sendingMs = 0): Promise<T> {
    this.#looksLeft = LOOKS + Math.ceil((LOOKS * sendingMs) / this.#silentMs)
    this.#isWaiting = true
    try {
      return await act()
    } catch (error) {
      throw this.#isSilent ? silence() : error
    } finally {
      this.#isWaiting = false
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const { received } = this.#client.stats()
    if (received !== this.#received) this.#looksLeft = Math.max(this.#looksLeft, LOOKS)
    this.#received = received
    if (!this.#isWaiting) return
    this.#looksLeft -= 1
    if (this.#looksLeft > 0) return
    this.#isSilent = true
    this.#client.close()
  }
}
