// The questions that are asked at every release and every turn of the clock must not look at every letter ever sent.
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  EXPIRED_KEY_LIFETIME_MS,
  expireDue,
  findNextTurn,
  holdObject,
  letGoObject,
  markArrived,
  markKept,
  recallObject,
  recordState,
  resealGrants,
  statusOf,
  takeDue,
} from '../../../src/core/access/index.ts'
import type { Reader, Transaction } from '../../../src/core/ledger/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { askFor, bob, carol, sendLetter, storeLetter } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const NOW = 1_700_000_000_000

let ledger: PlainLedger
beforeEach(() => void (ledger = new PlainLedger()))
afterEach(() => ledger.close())

/** A transaction that also remembers which SQL was run. */
class WatchedTransaction implements Transaction {
  readonly statements = new Set<string>()
  readonly #tx: Transaction

  constructor(tx: Transaction) {
    this.#tx = tx
  }

  get: Reader['get'] = (sql, ...params) => this.#note(sql).get(sql, ...params)
  all: Reader['all'] = (sql, ...params) => this.#note(sql).all(sql, ...params)
  run: Transaction['run'] = (sql, ...params) => this.#note(sql).run(sql, ...params)

  #note(sql: string): Transaction {
    this.statements.add(sql)
    return this.#tx
  }
}

it('no statement of access scans a table, and the due notices come from their index in order', () => {
  const watched = new WatchedTransaction(ledger)
  const expiring = { expiresAt: NOW + 10 }
  const letter = sendLetter(watched, [bob, carol], NOW, expiring)
  const later = storeLetter(watched, [bob], NOW, { heldAt: NOW })
  askFor(watched, letter, bob, NOW)
  askFor(watched, letter, bob, NOW)
  holdObject(watched, letter.objectId, NOW)
  letGoObject(watched, later.objectId, NOW)
  takeDue(watched, NOW)
  markArrived(watched, letter.objectId, bob.person, NOW)
  markKept(watched, letter.objectId, bob.person, NOW)
  const said = {
    objectId: letter.objectId,
    person: bob.person,
    device: bob.device,
    n: 1,
    value: 'done',
    at: NOW,
    note: null,
  }
  recordState(watched, said)
  resealGrants(watched, bob.person, 2, () => randomBytes(80))
  statusOf(watched, letter.objectId, NOW)
  findNextTurn(watched)
  recallObject(watched, later.objectId, NOW)
  const other = sendLetter(watched, [carol], NOW, expiring)
  askFor(watched, other, carol, NOW + 10)
  expireDue(watched, NOW + 10)
  expireDue(watched, NOW + 10 + EXPIRED_KEY_LIFETIME_MS)

  const plans = [...watched.statements].map((sql) => ({ sql, plan: planOf(sql) }))
  const due = plans.find(({ sql }) => sql.includes('a.not_before <= ?'))
  expect(plans.length).toBeGreaterThan(30)
  expect(plans.filter(({ plan }) => plan.some(isScan))).toEqual([])
  expect(due?.plan).toEqual([
    'SEARCH a USING INDEX access_audiences_due (not_before<?)',
    'SEARCH g USING PRIMARY KEY (object=? AND audience=?)',
  ])
})

it('a scan would be noticed', () => {
  expect(planOf('SELECT 1 FROM access_audiences WHERE held_at = ?').some(isScan)).toBe(true)
})

/** Reading a partial index from end to end is none: it holds only what is still to be told. */
function isScan(step: string): boolean {
  return step.startsWith('SCAN') && !step.includes('INDEX access_audiences_untold')
}

function planOf(sql: string): string[] {
  const unbound = Array<null>(sql.split('?').length - 1).fill(null)
  return ledger.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...unbound).map(({ detail }) => detail)
}
