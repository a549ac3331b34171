// What a server says about the selected folder without being asked. While a folder is selected with
// a known state (QRESYNC), it collects the answer; at other times it only notes that something
// changed, since the next answer relative to the caller's state contains it.
import type { ExpungeEvent, FlagsEvent, ImapFlow } from 'imapflow'
import type { FlagsOf } from '../mail-server.ts'
import { toFlags } from './mail-facts.ts'

interface Answer {
  isAsked: (uid: number) => boolean
  changed: Map<number, FlagsOf>
  vanished: Set<number>
}

const UIDS_A_TURN = 4096

export class FolderNews {
  #answer: Answer | null = null
  #isNews = false
  #expunged = 0
  #wake: (() => void) | null = null

  /** True if something changed since `forget`. */
  get isNews(): boolean {
    return this.#isNews
  }

  forget(): void {
    this.#isNews = false
  }

  listen(client: ImapFlow): void {
    client.on('exists', () => this.#note())
    client.on('flags', (event) => this.#noteFlags(event))
    client.on('close', () => this.#wake?.())
  }

  /** For imapflow's `expungeHandler`, which sees each vanished UID once, and waits for it. */
  noteExpunge({ uid, earlier }: ExpungeEvent): void | Promise<void> {
    // Without EARLIER, the mail vanished from the view of this connection just now.
    if (this.#answer === null || uid === undefined || earlier !== true) this.#note()
    else if (this.#answer.isAsked(uid)) this.#answer.vanished.add(uid)
    // A server may name millions in one line.
    this.#expunged += 1
    if (this.#expunged % UIDS_A_TURN === 0) return new Promise((resolve) => setImmediate(resolve))
  }

  /** Collects the answer to a selection with a known state. */
  async collect(
    isAsked: (uid: number) => boolean,
    act: () => Promise<unknown>,
  ): Promise<{ changed: FlagsOf[]; vanished: number[] }> {
    const answer: Answer = { isAsked, changed: new Map(), vanished: new Set() }
    this.#answer = answer
    try {
      await act()
      const byUid = [...answer.changed.values()].sort((a, b) => a.uid - b.uid)
      return { changed: byUid, vanished: [...answer.vanished].sort((a, b) => a - b) }
    } finally {
      this.#answer = null
    }
  }

  /** Resolves at the next news, when the connection ends, after `ms`, or when the signal aborts. */
  async next(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#isNews || signal.aborted) return
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        resolve()
      }
      const timer = setTimeout(finish, ms)
      this.#wake = finish
      signal.addEventListener('abort', finish)
    })
    this.#wake = null
  }

  #noteFlags(event: FlagsEvent): void {
    const { uid, flags } = event
    if (this.#answer === null || uid === undefined) return this.#note()
    if (!this.#answer.isAsked(uid)) return
    const modseq = event.modseq?.toString() ?? null
    this.#answer.changed.set(uid, { uid, flags: toFlags(flags ?? new Set()), modseq })
  }

  #note(): void {
    this.#isNews = true
    this.#wake?.()
  }
}
