// The works of the accounts of this home: which account has one, when it ends for a change, and what it
// is woken for.
import { type Emitter, toHex, turn, type Clock, type Log } from '../base/index.ts'
import { type EngineError } from '../contract/errors.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { MailReport } from '../mail/index.ts'
import { findLastChange, readChanges, uniqueObjects } from '../views/index.ts'
import type { AccountAccess } from './account-access.ts'
import { findAccount, notFound, putAccount, troubleOf, type Account } from './account-rows.ts'
import { AccountWork } from './account-work.ts'
import type { KeepEverything } from './large-parts/keep-everything.ts'
import type { LargeParts } from './large-parts/large-parts.ts'
import { listDiffering } from './merge-mail.ts'
import { BEFORE_ALL, pageOfMails } from './place-rows.ts'

export interface WorksParts {
  letters: LetterParts
  clock: Clock
  log: Log
  access: AccountAccess
  onReport: (report: MailReport) => Promise<unknown>
  /** Lets the rules look at a mail that arrived, in the transaction that keeps it. */
  queueRules: (tx: Transaction, object: Uint8Array) => void
}

/**
 * `changed`: an account, its state or its progress. `returned`: its server can be reached again, or in
 * another way. `arrived`: a mail that is news was kept.
 */
export type AccountEvents = Emitter<{
  changed: Uint8Array
  returned: Uint8Array
  arrived: { object: Uint8Array }
}>

/** Mails that are looked at together. */
export const PAGE = 1000
const MAX_CHANGES = 1000

export class AccountWorks {
  readonly #parts: WorksParts
  readonly #events: AccountEvents
  readonly #keeping: KeepEverything
  readonly #largeParts: LargeParts
  readonly #works = new Map<string, AccountWork>()
  readonly #arrived: Uint8Array[] = []
  readonly #stopListening: () => void
  #seenSeq: number

  constructor(
    parts: WorksParts,
    events: AccountEvents,
    { keeping, largeParts }: { keeping: KeepEverything; largeParts: LargeParts },
  ) {
    this.#parts = parts
    this.#events = events
    this.#keeping = keeping
    this.#largeParts = largeParts
    const { ledger } = parts.letters
    this.#seenSeq = findLastChange(ledger)
    this.#stopListening = ledger.onCommit(() => this.#onCommit())
  }

  async close(): Promise<void> {
    this.#stopListening()
    await Promise.all([...this.#works.values()].map((work) => work.close()))
  }

  find(id: Uint8Array): AccountWork | undefined {
    return this.#works.get(toHex(id))
  }

  begin(id: Uint8Array): void {
    const { letters, log, clock, access, queueRules, onReport } = this.#parts
    const work = new AccountWork({
      ...{ letters, log, id, onReport },
      monotonicMs: () => clock.monotonicMs(),
      connect: (account, signal) => access.connect(account, signal),
      onArrived: (tx, object) => {
        queueRules(tx, object)
        this.#arrived.push(object)
      },
      onChanged: async (trouble) => {
        await this.#keepTrouble(id, trouble)
        if (trouble === null) this.#keeping.wake(id)
      },
    })
    this.#works.set(toHex(id), work)
    work.look()
  }

  async end(id: Uint8Array): Promise<void> {
    this.#keeping.stop(id)
    await Promise.all([this.#works.get(toHex(id))?.close(), this.#largeParts.forget(id)])
    this.#works.delete(toHex(id))
  }

  /** Work that runs would write what it knew before, so it ends first. @throws NOT_FOUND */
  async changeBetween(id: Uint8Array, change: (tx: Transaction, account: Account) => void): Promise<void> {
    if (findAccount(this.#parts.letters.ledger, id) === null) throw notFound()
    await this.end(id)
    try {
      await this.#parts.letters.ledger.write((tx) => change(tx, findAccount(tx, id)!))
    } finally {
      this.begin(id)
    }
    await this.tellAll(id)
    this.emitReturned(id)
  }

  emitReturned(id: Uint8Array): void {
    this.#events.emit('returned', id)
    this.#events.emit('changed', id)
  }

  async #keepTrouble(id: Uint8Array, error: EngineError | null): Promise<void> {
    const trouble = error === null ? null : troubleOf(error.code, error.message, error.details)
    const { ledger } = this.#parts.letters
    const account = findAccount(ledger, id)
    if (account === null) return
    if (JSON.stringify(account.trouble) !== JSON.stringify(trouble))
      await ledger.write((tx) => putAccount(tx, { ...findAccount(tx, id)!, trouble }))
    if (account.trouble !== null && trouble === null) this.#events.emit('returned', id)
    this.#events.emit('changed', id)
  }

  /** What was ordered while the home was closed, or before the server could be told. */
  async tellAll(id: Uint8Array): Promise<void> {
    const { ledger } = this.#parts.letters
    for (let after: Uint8Array = BEFORE_ALL; ;) {
      const mails = pageOfMails(ledger, id, after, PAGE)
      for (const object of mails) {
        if (turn.isOver) await turn.next()
        this.#tellOf(object)
      }
      if (mails.length < PAGE) return
      after = mails.at(-1)!
    }
  }

  #onCommit(): void {
    const { ledger } = this.#parts.letters
    for (const object of this.#arrived.splice(0)) this.#events.emit('arrived', { object })
    if (this.#works.size === 0) {
      this.#seenSeq = findLastChange(ledger)
      return
    }
    const changes = readChanges(ledger, this.#seenSeq, MAX_CHANGES)
    this.#seenSeq = changes.at(-1)?.seq ?? this.#seenSeq
    for (const object of uniqueObjects(changes)) this.#tellOf(object)
  }

  /** Wakes the work of each account whose server has the mail in another state than it is here. */
  #tellOf(object: Uint8Array): void {
    const { ledger } = this.#parts.letters
    for (const id of listDiffering(ledger, object)) this.#works.get(toHex(id))?.tell(object)
  }
}
