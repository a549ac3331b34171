// Applies the rules: to each letter that arrives, again when its text can first be read, and to all
// letters when the person asks.
// After receive and reference. A rule is a search, so of a sealed letter it knows only the notice.
import { toHex } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { SearchExpects } from '../contract/index.ts'
import { findMark, markInTransaction } from '../delivery/index.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { readTidy, tidyObject } from '../tidy/index.ts'
import { readsTexts, type ListedEntry, type SearchFilter } from '../views/index.ts'
import { decideChange, orderOfChange } from './decide-change.ts'
import { dequeue, enqueue, listQueued, type QueuedLetter } from './queue.ts'
import { hasActiveRule, listRules, type Rule } from './rule-rows.ts'
import { hasActed, keepTrace, nextRun, ON_ARRIVAL, undoSome, type UndoScope } from './traces.ts'

/** @throws INVALID for an invalid value of an operator */
export type ParseQuery = (query: string) => SearchFilter

const LETTERS_AT_ONCE = 64
const CHANGES_AT_ONCE = 256

/** Refusals of the ledger or the index. Nothing about one letter can cause them. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['NO_SPACE', 'DAMAGED', 'HOME_LOCKED', 'CANCELLED'])

interface ReadyRule {
  rule: Rule
  filter: SearchFilter
}

type Parts = Pick<
  LetterParts,
  'ledger' | 'index' | 'clock' | 'clockGuard' | 'inbox' | 'audiences' | 'groups' | 'log'
>

export class Rules {
  readonly #parts: Parts
  readonly #parse: ParseQuery
  readonly #stopListening: () => void
  /** True if a letter entered the queue and no work began since. */
  #isNoted: boolean
  #work: Promise<void> | null = null
  #isClosed = false

  constructor(parts: Parts, parse: ParseQuery) {
    this.#parts = parts
    this.#parse = (query) => refuseAll(parse(query))
    this.#stopListening = parts.ledger.onCommit(() => this.#begin())
    // A process that ended between the arrival and the rules left letters in the queue.
    this.#isNoted = listQueued(parts.ledger, 1).length > 0
    this.#begin()
  }

  /** Call in the transaction that files a letter, or in which its text becomes readable. */
  queue(tx: Transaction, object: Uint8Array, isNew: boolean): void {
    if (!hasActiveRule(tx)) return
    enqueue(tx, object, isNew)
    this.#isNoted = true
  }

  /** Calls `act` when the rules have looked at everything that arrived: at once, or soon. */
  afterwards(act: () => void): void {
    this.#begin()
    if (this.#work === null) act()
    else void this.#work.then(act)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopListening()
    await this.#work
  }

  #begin(): void {
    if (!this.#isNoted || this.#work !== null || this.#isClosed) return
    this.#isNoted = false
    this.#work = this.#lookAtAll().then((isDone) => {
      this.#work = null
      if (isDone) this.#begin()
    })
  }

  /** Resolves with false if the ledger or the index refuses; the next commit or start goes on. */
  async #lookAtAll(): Promise<boolean> {
    const { ledger, log } = this.#parts
    try {
      let queued = listQueued(ledger, LETTERS_AT_ONCE)
      while (queued.length > 0 && !this.#isClosed) {
        await this.#lookAtEach(queued)
        queued = listQueued(ledger, LETTERS_AT_ONCE)
      }
      return true
    } catch (error) {
      log.warn('rules-not-applied', { message: String(error) })
      this.#isNoted = true
      return false
    }
  }

  /** A letter that no rule can look at leaves the queue, so that the others go on. */
  async #lookAtEach(queued: readonly QueuedLetter[]): Promise<void> {
    const { ledger, log } = this.#parts
    try {
      await this.#lookAt(queued)
    } catch (error) {
      if (isEngineError(error) && REFUSALS.has(error.code)) throw error
      if (queued.length > 1) for (const one of queued) await this.#lookAtEach([one])
      else {
        log.warn('rules-not-applied-to-letter', { message: String(error) })
        await ledger.write((tx) => queued.forEach((one) => dequeue(tx, one)))
      }
    }
  }

  async #lookAt(queued: readonly QueuedLetter[]): Promise<void> {
    const { ledger, index } = this.#parts
    const found = await this.#findMatches(queued)
    const entries = await Promise.all(queued.map(({ object }) => index.find(object)))
    await ledger.write((tx) => {
      for (const [i, one] of queued.entries()) {
        dequeue(tx, one)
        const entry = entries[i] ?? null
        if (entry === null) continue
        for (const { rule, objects } of found)
          if (objects.has(toHex(one.object))) this.#actOnArrival(tx, rule, entry)
      }
    })
  }

  /** Returns for each active rule, in their order, the letters that it finds. */
  async #findMatches(
    queued: readonly QueuedLetter[],
  ): Promise<{ rule: Rule; objects: ReadonlySet<string> }[]> {
    const { ledger, index, clockGuard } = this.#parts
    const { now } = clockGuard.read()
    const found = this.#readyRules(ledger).map(async ({ rule, filter }) => {
      const due = queued.filter(({ isNew }) => isNew || rule.acts.done || readsTexts(filter))
      const matching =
        due.length === 0
          ? []
          : await index.listMatching(
              filter,
              now,
              due.map(({ object }) => object),
            )
      return { rule, objects: new Set(matching.map(toHex)) }
    })
    return Promise.all(found)
  }

  /** A rule whose query cannot be read any longer is left out, so that the others go on. */
  #readyRules(rows: Rows): ReadyRule[] {
    return listRules(rows).flatMap((rule) => {
      if (!rule.isOn) return []
      try {
        return [{ rule, filter: this.#parse(rule.query) }]
      } catch (error) {
        this.#parts.log.warn('rule-not-read', { message: String(error) })
        return []
      }
    })
  }

  #actOnArrival(tx: Transaction, rule: Rule, entry: ListedEntry): void {
    if (hasActed(tx, entry.object, rule.id)) return
    try {
      this.#act(tx, rule, entry, ON_ARRIVAL)
    } catch (error) {
      // For example too many labels. Nothing was written for this rule.
      this.#parts.log.warn('rule-failed', { rule: toHex(rule.id), message: String(error) })
    }
  }

  /** Returns true if it changed something. */
  #act(tx: Transaction, rule: Rule, entry: ListedEntry, run: number): boolean {
    const { clock, inbox } = this.#parts
    const { object, policy } = entry
    const received = inbox.find(tx, object)
    const canBeDone = received !== null && received.openedAt !== null && findMark(tx, object) === null
    // The row of an urgent letter says that it is not archived; the ledger has what was chosen.
    const change = decideChange(rule.acts, { policy, tidy: readTidy(tx, object), canBeDone })
    if (change === null) return false
    const at = clock.now()
    tidyObject(tx, object, orderOfChange(change))
    if (change.done) markInTransaction(tx, this.#parts, received!, { value: 'done', note: '' })
    keepTrace(tx, { object, rule: rule.id, run, at, change })
    return true
  }

  /** @throws INVALID if a query cannot be read, or asks for nothing */
  check(query: string): void {
    this.#parse(query)
  }

  /** Returns how many letters of others a query finds. @throws INVALID */
  async count(query: string): Promise<number> {
    const { index, clockGuard } = this.#parts
    return index.countMatching(this.#parse(query), clockGuard.read().now)
  }

  /**
   * Applies a rule to all letters of others that it finds.
   * @throws INVALID if its query cannot be read, TOO_LARGE if a letter would have too many labels
   */
  async run(rule: Rule, signal: AbortSignal): Promise<{ run: number; matched: number; changed: number }> {
    const { ledger, index, clockGuard } = this.#parts
    const filter = this.#parse(rule.query)
    const run = nextRun(ledger)
    const { now } = clockGuard.read()
    let [matched, changed] = [0, 0]
    let before: string | null = null
    for (;;) {
      signal.throwIfAborted()
      const page: ListedEntry[] = await index.search(filter, now, { limit: CHANGES_AT_ONCE, before })
      const others = page.filter(isOfOthers)
      matched += others.length
      changed += await ledger.write((tx) => others.filter((entry) => this.#act(tx, rule, entry, run)).length)
      if (page.length < CHANGES_AT_ONCE) return { run, matched, changed }
      before = page.at(-1)!.cursor
    }
  }

  /** Takes back what a rule changed, where it still holds. Returns the number of letters. */
  async undo(rule: Uint8Array, scope: UndoScope): Promise<number> {
    const { ledger } = this.#parts
    const letters = new Set<string>()
    for (;;) {
      const undone = await ledger.write((tx) => undoSome(tx, rule, scope, CHANGES_AT_ONCE))
      for (const object of undone) letters.add(toHex(object))
      if (undone.length < CHANGES_AT_ONCE) return letters.size
    }
  }
}

function isOfOthers({ side }: ListedEntry): boolean {
  return side !== 'sent' && side !== 'notes'
}

/**
 * An operator without a value has no effect on a search that is being typed. In a rule it would
 * find every letter.
 */
function refuseAll(filter: SearchFilter): SearchFilter {
  if (filter.groups.length > 0) return filter
  throw new EngineError('INVALID', 'This search asks for nothing yet, so it would find every letter.', {
    details: { expects: 'more' satisfies SearchExpects },
  })
}
