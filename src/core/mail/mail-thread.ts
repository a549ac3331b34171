// Reads mails and vCards in a thread, because others wrote them: a mail that was made to be slow ends its
// thread at a deadline, and the engine continues meanwhile.
// The charsets and the tokenizer are loaded there, so a home without mail does not pay for them.
import { Worker } from 'node:worker_threads'
import { UNREAD } from './read-once.ts'
import type { MadePage } from './as-made.ts'
import type { MailContent, MailHead, MailPart } from './read-mail.ts'
import type { MailAnswer, MailOrder } from './thread-messages.ts'

export const MAIL_TYPE = 'message/rfc822'

export type ReadMail = MailHead & MailContent

/** A test shortens the deadline. */
export const PACE = {
  /** 24 MB of the worst known input take some seconds on a slow machine. */
  deadlineMs: 10_000,
  /** Starting a thread takes about 100 ms. It has 9 MB when it waits, so it stays for a while only. */
  idleMs: 10_000,
}
const MAX_HEAP_MB = 512

/**
 * Null if not even the head can be read. A mail that takes longer than the deadline has its head,
 * and says that the rest was not read.
 */
export async function readMailApart(raw: Uint8Array): Promise<ReadMail | null> {
  const { head, content } = await queue.run({ raw, wants: 'words' })
  return head === null ? null : { ...head, ...(content ?? UNREAD) }
}

/** Returns the files within a mail; none if they cannot be read within the deadline. */
export async function listPartsApart(raw: Uint8Array): Promise<MailPart[]> {
  return (await queue.run({ raw, wants: 'parts' })).parts ?? []
}

/**
 * Returns the page of a mail as it was made. Null if it has none, or if it cannot be read within the
 * deadline.
 */
export async function readPageApart(raw: Uint8Array): Promise<MadePage | null> {
  return (await queue.run({ raw, wants: 'page' })).page
}

/** Returns the words of a vCard. Null if they cannot be read within the deadline. */
export async function readCardApart(raw: Uint8Array): Promise<MailContent | null> {
  return (await queue.run({ raw, wants: 'card' })).content
}

/** Returns the vCards of a file. Null if they cannot be found within the deadline. */
export async function splitCardsApart(raw: Uint8Array): Promise<Uint8Array[] | null> {
  const { cards } = await queue.run({ raw, wants: 'cards' })
  if (cards === null) return null
  return Array.from({ length: cards.length / 2 }, (_, i) => raw.subarray(cards[2 * i], cards[2 * i + 1]))
}

/**
 * Keeps the thread, so that a mail which comes after a while need not wait for its start. Call the
 * returned function once when no mail is expected any longer.
 */
export function keepReader(): () => void {
  return queue.keep()
}

interface Answered {
  head: MailHead | null
  content: MailContent | null
  parts: MailPart[] | null
  page: MadePage | null
  cards: Uint32Array | null
}

interface Waiting {
  order: MailOrder
  answered: Answered
  resolve: (answered: Answered) => void
}

/** The orders in their sequence. Each mail has its own deadline. */
class ThreadQueue {
  readonly #waiting: Waiting[] = []
  #thread: Promise<Worker | null> | null = null
  /** The thread whose answers count; another one was given up. */
  #running: Worker | null = null
  #timer: NodeJS.Timeout | null = null
  /** How many expect mails. */
  #keepers = 0

  keep(): () => void {
    this.#keepers++
    if (this.#waiting.length === 0 && this.#timer !== null) clearTimeout(this.#timer)
    this.#thread ??= this.#start()
    return () => {
      this.#keepers--
      if (this.#waiting.length === 0) this.#rest()
    }
  }

  run(order: MailOrder): Promise<Answered> {
    return new Promise((resolve) => {
      this.#waiting.push({
        order,
        answered: { head: null, content: null, parts: null, page: null, cards: null },
        resolve,
      })
      if (this.#waiting.length === 1) void this.#next()
    })
  }

  async #next(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const [first] = this.#waiting
    if (first === undefined) return this.#rest()
    const thread = await (this.#thread ??= this.#start())
    if (thread === null) return this.#finish()
    this.#timer = setTimeout(() => this.#giveUp(), PACE.deadlineMs)
    // The buffer is moved, so it must not be a part of a larger one.
    const raw = Uint8Array.from(first.order.raw)
    thread.postMessage({ ...first.order, raw }, [raw.buffer])
  }

  #rest(): void {
    if (this.#keepers > 0) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#end(), PACE.idleMs)
    this.#timer.unref()
  }

  /** Null if no thread can be started. The next mail tries again. */
  async #start(): Promise<Worker | null> {
    try {
      const { default: text } = await import('virtual:fumikura-mail-thread')
      const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB }
      // The options of this process (a loader, an inspector) are not for this thread.
      const thread = new Worker(text, { eval: true, execArgv: [], env: {}, resourceLimits, name: 'mail' })
      const ifRunning = (act: () => void): void => {
        if (this.#running === thread) act()
      }
      thread.on('message', (answer: MailAnswer) => ifRunning(() => this.#receive(answer)))
      thread.on('error', () => ifRunning(() => this.#giveUp()))
      thread.on('exit', () => ifRunning(() => this.#giveUp()))
      thread.unref()
      this.#running = thread
      return thread
    } catch {
      this.#thread = null
      return null
    }
  }

  #receive(answer: MailAnswer): void {
    const [first] = this.#waiting
    if (first === undefined) return
    Object.assign(first.answered, answer)
    if (!('head' in answer)) this.#finish()
  }

  #giveUp(): void {
    this.#end()
    if (this.#waiting.length > 0) this.#finish()
  }

  #finish(): void {
    const { resolve, answered } = this.#waiting.shift()!
    resolve(answered)
    void this.#next()
  }

  #end(): void {
    const ending = this.#thread
    this.#thread = this.#running = null
    void ending?.then((thread) => thread?.terminate())
  }
}

const queue = new ThreadQueue()
