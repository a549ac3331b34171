// Ends a connection that fell silent in the middle of a command. A half-open wire shows no event,
// so only the missing bytes tell.
import type { ImapFlow } from 'imapflow'
import { silence } from './imap-error.ts'

export class Watchdog {
  readonly #client: Pick<ImapFlow, 'stats' | 'close'>
  readonly #silentMs: number

  constructor(client: Pick<ImapFlow, 'stats' | 'close'>, silentMs: number) {
    this.#client = client
    this.#silentMs = silentMs
  }

  /**
   * Runs `act`, which waits for the server. Closes the connection if no byte comes for too long.
   * @param sendingMs the time that its own bytes may take on a slow line
   * @throws MAIL_AWAY after a silence
   */
  async run<T>(act: () => Promise<T>, sendingMs = 0): Promise<T> {
    let received = this.#client.stats().received
    let isSilent = false
    let ticksLeft = 4 + Math.ceil((4 * sendingMs) / this.#silentMs)
    const timer = setInterval(() => {
      const now = this.#client.stats().received
      if (now !== received) ticksLeft = 4
      received = now
      ticksLeft -= 1
      if (ticksLeft > 0) return
      isSilent = true
      this.#client.close()
    }, this.#silentMs / 4)
    try {
      return await act()
    } catch (error) {
      throw isSilent ? silence() : error
    } finally {
      clearInterval(timer)
    }
  }
}
