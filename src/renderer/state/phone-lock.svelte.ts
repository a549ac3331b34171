// The lock of this phone while its page is open: the page opens each connection by what the last
// unlocking gave, and asks its owner again where home does. One question serves all calls that wait
// for it.
import {
  createApi,
  createClient,
  EngineError,
  isEngineError,
  type Client,
  type Invoke,
  type Methods,
} from '../../core/contract/index.ts'
import { drawSealedSecret, type OwnCacheKey } from '../bridge/cache-key.ts'
import type { Dial } from '../bridge/connection.ts'
import {
  isSameLock,
  keepLock,
  newLock,
  opensByLock,
  sealCache,
  tellTabs,
  type KeptLock,
} from '../bridge/far-lock.ts'
import type { OutboxStore } from '../bridge/outbox-store.ts'

/** The calls of a phone about its lock. */
export type LockCalls = Pick<Methods['phones'], 'self' | 'challenge' | 'unlock' | 'setLock'>
export type AskedLock = Parameters<LockCalls['setLock']>[0]['lock']

/** How the page was opened. */
export interface OpenedLock {
  /** Null if this phone has no lock. */
  kept: KeptLock | null
  /** What opens a connection. Null if home has not unlocked this phone. */
  ticket: string | null
}

interface Question {
  calls: LockCalls
  /** True if home asks before it lets this phone in; false if it asks before one act. */
  isOfHome: boolean
  answer(): void
  decline(): void
}

/** What screens read when they open. They show the rest, and ask nothing. */
const QUIET_READS: ReadonlySet<string> = new Set(['invites.list', 'groups.links'])

export class PhoneLock {
  readonly #key: OwnCacheKey
  readonly #outbox: OutboxStore
  readonly #keepLock: typeof keepLock
  #kept = $state.raw<KeptLock | null>(null)
  #ticket: string | null
  #question = $state.raw<Question | null>(null)
  /** True once the person wants to answer what home asks. */
  #isWanted = $state(false)
  #asked: Promise<void> | null = null
  #calls: LockCalls | null = null
  #onOpen: () => void = () => undefined
  #onSealed: () => void = () => undefined

  /** @param keep writes what the browser keeps of the lock; a test has its own */
  constructor({ kept, ticket }: OpenedLock, key: OwnCacheKey, outbox: OutboxStore, keep = keepLock) {
    this.#key = key
    this.#outbox = outbox
    this.#keepLock = keep
    this.#kept = kept
    this.#ticket = ticket
  }

  /** Null if this phone has no lock. */
  get kept(): KeptLock | null {
    return this.#kept
  }

  /** True if only the lock opens what this phone remembers. */
  get isSealed(): boolean {
    return (this.#kept?.sealed ?? null) !== null
  }

  /** True while home waits for its owner before it lets this phone in. */
  get isHomeAsking(): boolean {
    return this.#question?.isOfHome === true
  }

  /** The question to show; null if there is none. */
  get question(): Pick<Question, 'calls' | 'isOfHome'> | null {
    return this.#question?.isOfHome === true && !this.#isWanted ? null : this.#question
  }

  /** The person answers home now. */
  answerHome(): void {
    this.#isWanted = true
  }

  /** Calls the listener when the owner has unlocked this phone. */
  onOpen(listener: () => void): void {
    this.#onOpen = listener
  }

  /**
   * Calls the listener once the lock seals what this phone remembers, which is nothing at that
   * moment.
   */
  onSealed(listener: () => void): void {
    this.#onSealed = listener
  }

  /**
   * Around every call: one that home refuses until its owner unlocks this phone is made once more.
   */
  asking(ask: Invoke): Invoke {
    this.#calls = callsOf(ask)
    return async (...call) => {
      try {
        return await ask(...call)
      } catch (error) {
        if (!opensByLock(error) || QUIET_READS.has(call[0])) throw error
        await this.ask()
        return ask(...call)
      }
    }
  }

  /** Around the way home: a connection counts only once home lets this phone in. */
  dialling(dial: Dial): Dial {
    return async () => {
      const channel = await dial()
      if (this.#kept !== null) await this.#enter(createClient(channel))
      return channel
    }
  }

  /** Asks its owner. @throws CANCELLED */
  ask(): Promise<void> {
    this.#asked ??= this.#askNow().finally(() => (this.#asked = null))
    return this.#asked
  }

  /** @param ticket what `phones.unlock` has returned for the question */
  open(ticket: string): void {
    this.#ticket = ticket
    this.#question?.answer()
    this.#put(null)
    this.#onOpen()
  }

  /** What home asks stays open, and is shown again when the person wants it. */
  decline(): void {
    this.#isWanted = false
    if (this.#question?.isOfHome !== true) this.#put(null)
  }

  /**
   * Gives this phone a lock, or another one. Kept first: a page that begins meanwhile must not show
   * anything.
   * @throws as `phones.setLock`
   */
  async give(asked: NonNullable<AskedLock>, kept: KeptLock): Promise<void> {
    const before = this.#kept
    if (before === null) await this.#keep(kept)
    try {
      this.#ticket = (await this.#calls!.setLock({ lock: asked })).ticket
    } catch (error) {
      // After a lost answer the next connection learns what became of it.
      if (before === null && !isEngineError(error, 'UNREACHABLE')) await this.#keep(null)
      throw error
    }
    await this.#keep(kept)
    tellTabs()
  }

  /** From now on only the passkey opens what this phone remembers. @param by its secret */
  async seal(by: Uint8Array): Promise<void> {
    const { secret, sealed } = await drawSealedSecret(by)
    const kept = { ...this.#kept!, sealed }
    const [key, outbox] = [this.#key, this.#outbox]
    await sealCache(kept, { key, next: key.with(secret), outbox })
    this.#kept = kept
    tellTabs()
    this.#onSealed()
  }

  /** @throws as `phones.setLock` */
  async remove(): Promise<void> {
    await this.#calls!.setLock({ lock: null })
    await this.#keep(null)
    tellTabs()
  }

  async #keep(kept: KeptLock | null): Promise<void> {
    await this.#keepLock(kept, this.#key.secret)
    this.#kept = kept
    if (kept === null) this.#ticket = null
  }

  async #enter(client: Client): Promise<void> {
    const { phones } = client.api
    if (this.#ticket !== null) {
      const isIn = await phones.unlock({ by: 'ticket', ticket: this.#ticket }).catch(refusedByLock)
      if (isIn !== null) return
      this.#ticket = null
    }
    if (!(await this.#learn(phones))) return
    await new Promise<void>((resolve, reject) => {
      const question: Question = { calls: phones, isOfHome: true, answer: resolve, decline: () => undefined }
      client.onClose((error) => {
        if (this.#question === question) this.#put(null)
        reject(error)
      })
      this.#put(question)
    })
  }

  async #askNow(): Promise<void> {
    const calls = this.#calls!
    if (!(await this.#learn(calls))) throw new EngineError('PHONE_LOCKED', 'This phone has no lock.')
    await new Promise<void>((resolve, reject) => {
      const decline = (): void => reject(new EngineError('CANCELLED', 'The phone was not unlocked.'))
      this.#put({ calls, isOfHome: false, answer: resolve, decline })
    })
  }

  /** The lock that home knows, which may have been changed. False if there is none any longer. */
  async #learn(calls: LockCalls): Promise<boolean> {
    const { lock } = await calls.self()
    if (lock === null) await this.#keep(null)
    else if (this.#kept === null || !isSameLock(lock, this.#kept.lock)) await this.#keep(newLock(lock))
    return lock !== null
  }

  /** What was asked before and has no answer is declined. */
  #put(question: Question | null): void {
    const before = this.#question
    this.#question = question
    this.#isWanted = false
    before?.decline()
  }
}

const callsOf = (ask: Invoke): LockCalls => (createApi(ask) as Methods).phones

function refusedByLock(error: unknown): null {
  if (isEngineError(error, 'PHONE_LOCKED')) return null
  throw error
}
