// Gives letters that nobody has opened yet another gate: when the author's stations change, when
// the reader's box key does, and when a lease has ended. It renews leases before that. A letter is
// never without a gate that opens it: deal the new gate → its shares are at the stations → notice →
// the notice is at the stations → burn the old gate. Each step is a row of the ledger, so that a
// crash between two of them only delays the next.
import {
  addAct,
  areGatesChanging,
  findDueNotice,
  findRegated,
  listAnnounceable,
  listReplaced,
  listToRenew,
  makeLive,
  removeWanted,
  wantLapsedGates,
} from '../access/index.ts'
import { endOfLease, findLeaseMs } from '../gates/index.ts'
import type { ObjectReader } from '../store/index.ts'
import { Pump } from '../base/index.ts'
import { currentSet } from '../identity/index.ts'
import { findWaiting } from '../keepers/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'
import { dealGates } from './deal-gates.ts'
import { repeatDue, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'

type RenewingParts = NotifyingParts & Pick<DeliveryParts, 'ledger' | 'clock' | 'clockGuard' | 'log'>

/** The letters of one transaction. */
const AT_ONCE = 64
const SETTLE_MS = 100
const LOOK_EVERY_MS = 60 * 60 * 1000

export class GateRenewal {
  readonly #parts: RenewingParts
  readonly #pump: Pump
  readonly #stopListening: () => void
  #lookedAt = -Infinity
  /** The lease at the last look. */
  #leaseMs = 0

  constructor(parts: RenewingParts) {
    this.#parts = parts
    this.#pump = new Pump(() => this.#run(), { log: parts.log, failed: 'gates-not-renewed' })
    this.#stopListening = parts.ledger.onCommit(() => this.#wakeIfNeeded())
    this.#pump.wake(SETTLE_MS)
  }

  #wakeIfNeeded(): void {
    if (this.#isLookDue() || areGatesChanging(this.#parts.ledger)) this.#pump.wake(SETTLE_MS)
  }

  /** By the wall clock, because a computer that slept for a month must look too. */
  #isLookDue(): boolean {
    const { clock, ledger } = this.#parts
    return Math.abs(clock.now() - this.#lookedAt) >= LOOK_EVERY_MS || findLeaseMs(ledger) !== this.#leaseMs
  }

  async #run(): Promise<number> {
    if (this.#isLookDue()) await this.#lookAtLeases()
    await this.#repeat((tx) => dealWanted(tx, this.#parts))
    await this.#repeat((tx) => announceDealt(tx, this.#parts))
    await this.#repeat((tx) => burnReplaced(tx, this.#parts))
    return LOOK_EVERY_MS
  }

  async #lookAtLeases(): Promise<void> {
    const { ledger, clock, clockGuard } = this.#parts
    this.#lookedAt = clock.now()
    this.#leaseMs = findLeaseMs(ledger)
    await this.#repeat((tx) => renewLeases(tx, this.#parts))
    await ledger.write((tx) => wantLapsedGates(tx, clockGuard.read().now))
  }

  /** Other writes come between two portions. */
  async #repeat(write: (tx: Transaction) => number): Promise<void> {
    while ((await this.#parts.ledger.write(write)) === AT_ONCE);
  }

  close(): Promise<void> {
    this.#stopListening()
    return this.#pump.close()
  }
}

function renewLeases(tx: Transaction, { identity, clockGuard }: RenewingParts): number {
  const { now } = clockGuard.read()
  const handles = listToRenew(tx, now, AT_ONCE)
  for (const handle of handles)
    addAct(tx, { handle, kind: 'until', value: endOfLease(tx, { from: now, at: now }) }, identity.device, now)
  return handles.length
}

function dealWanted(tx: Transaction, parts: RenewingParts): number {
  // The card that was written in the transaction that wants the gates.
  parts.identity.refresh(tx)
  const wanted = removeWanted(tx, AT_ONCE)
  for (const reader of wanted) dealOther(tx, parts, reader)
  return wanted.length
}

/** Without a station the gates end, and only the author's own device releases the letter. */
function dealOther(tx: Transaction, parts: RenewingParts, reader: ObjectReader): void {
  const { now } = parts.clockGuard.read()
  const found = findRegated(tx, reader, now)
  if (found === null) return
  const { grant, isNoticed, gates } = found
  const hasStations = currentSet(parts.identity.card.keepers) !== null
  // Nobody knows a gate that no notice names.
  const unknown = gates.filter(({ stage }) => !isNoticed || !hasStations || stage === 'new')
  for (const { handle } of unknown) replace(tx, parts, handle)
  if (!hasStations) return touch(tx, reader.objectId)
  dealGates(tx, parts, {
    ...{ objectId: reader.objectId, mode: 'controlled', grants: [grant], from: now, at: now },
    stage: isNoticed ? 'new' : 'live',
  })
}

function replace(tx: Transaction, { identity, clockGuard }: RenewingParts, handle: Uint8Array): void {
  addAct(tx, { handle, kind: 'burn', why: 'superseded' }, identity.device, clockGuard.read().now)
}

function announceDealt(tx: Transaction, parts: RenewingParts): number {
  const dealt = listAnnounceable(tx, AT_ONCE)
  for (const { objectId, person, handle } of dealt) {
    makeLive(tx, { objectId, person }, handle)
    const due = findDueNotice(tx, objectId, person)
    if (due !== null) repeatDue(tx, parts, [due])
  }
  return dealt.length
}

/**
 * Burns the gates whose successor a reader can find at enough stations: one more than open the
 * letter, if there are so many.
 */
function burnReplaced(tx: Transaction, parts: RenewingParts): number {
  const waiting = findWaiting(tx)
  const ready = listReplaced(tx).filter(({ objectId, need, stations }) => {
    const having = stations.filter((station) => !waiting(station, objectId)).length
    return having >= Math.min(need + 1, stations.length)
  })
  for (const { handle } of ready.slice(0, AT_ONCE)) replace(tx, parts, handle)
  return Math.min(ready.length, AT_ONCE)
}
