// The queries of every release and of every due run must not scan all letters ever sent.
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  countPendingReleases,
  expireDue,
  findNextDueTime,
  holdObject,
  isPublic,
  listPendingReleases,
  noMemberships,
  addPendingRelease,
  removePendingRelease,
  letGoObject,
  markArrived,
  markKept,
  recallObject,
  recordState,
  resealGrants,
  statusOf,
  markDueNoticed,
  tallyOf,
} from '../../../src/core/access/index.ts'
import { EXPIRED_KEY_LIFETIME_MS } from '../../../src/core/access/expiry.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { planOf, WatchedTransaction } from '../../support/query-plans.ts'
import { askFor, bob, carol, sendLetter, storeLetter } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const NOW = 1_700_000_000_000

let ledger: PlainLedger
beforeEach(() => void (ledger = new PlainLedger()))
afterEach(() => ledger.close())

it('no statement of access scans a table, and the due notices come from their index in order', () => {
  const watched = new WatchedTransaction(ledger)
  const expiring = { expiresAt: NOW + 10 }
  const letter = sendLetter(watched, [bob, carol], NOW, expiring)
  const later = storeLetter(watched, [bob], NOW, { heldAt: NOW })
  askFor(watched, letter, bob, NOW)
  askFor(watched, letter, bob, NOW)
  holdObject(watched, letter.objectId, NOW)
  letGoObject(watched, later.objectId, NOW)
  markDueNoticed(watched, NOW)
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
  resealGrants(watched, bob.person, { boxNumber: 2, below: 2 }, () => randomBytes(80))
  statusOf(watched, letter.objectId, NOW)
  isPublic(watched, letter.objectId)
  const release = { object: letter.objectId, person: bob.person, record: randomBytes(8) }
  addPendingRelease(watched, release)
  listPendingReleases(watched, bob.person, 10)
  countPendingReleases(watched, 'person')
  removePendingRelease(watched, release)
  findNextDueTime(watched)
  recallObject(watched, later.objectId, NOW)
  // A large audience is counted without reading each member.
  const wide = sendLetter(watched, [bob], NOW, {})
  const many = { ...noMemberships.person, countAmong: () => 1 }
  tallyOf(watched, wide.objectId, NOW, { ...noMemberships, person: many })
  const other = sendLetter(watched, [carol], NOW, expiring)
  askFor(watched, other, carol, NOW + 10)
  expireDue(watched, NOW + 10)
  expireDue(watched, NOW + 10 + EXPIRED_KEY_LIFETIME_MS)

  const plans = watched.plans()
  const due = plans.find(({ sql }) => sql.includes('a.not_before <= ?'))
  expect(plans.length).toBeGreaterThan(30)
  expect(plans.filter(({ plan }) => plan.some(isScan))).toEqual([])
  expect(due?.plan).toEqual([
    'SEARCH a USING INDEX access_audiences_due (not_before<?)',
    'SEARCH g USING PRIMARY KEY (object=? AND audience=?)',
  ])
})

it('the check detects a scan', () => {
  expect(planOf(ledger, 'SELECT 1 FROM access_audiences WHERE held_at = ?').some(isScan)).toBe(true)
})

/** Pending records may be scanned, because they have a partial index, or a table of their own. */
function isScan(step: string): boolean {
  return (
    step.startsWith('SCAN') &&
    !/INDEX access_audiences_expiry_pending|^SCAN (?:u|\(subquery-\d\))$/.test(step)
  )
}
