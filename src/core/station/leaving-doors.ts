// The requests by which a customer removes what the station has of them: to drop blocks, to leave,
// and to stop what another of their devices wants to remove.
import { countStoredBytes } from '../cores/index.ts'
import { dropForm, stationLeftForm, WHOLE_CORE } from '../station-records/index.ts'
import type { Method } from '../network/index.ts'
import type { Account } from './accounts.ts'
import { DONE, forCustomers, type DoorParts } from './customer-doors.ts'
import type { Removal, Removed, RemovedBlocks } from './waiting-removals.ts'

const DUE_AT_ONCE = 256

/** Registers all requests of this file. */
export function openLeavingDoors(parts: DoorParts): void {
  for (const method of leavingMethods(parts)) parts.peers.respond(method)
}

function leavingMethods(parts: DoorParts): Method[] {
  const { removals, fetcher } = parts
  return [
    forCustomers(parts, 'drop', async ({ device }, { account }, bytes) => {
      const ranges = dropForm.decode(bytes).ranges.map(({ core, start, end: until }) => ({
        ...{ core, start, until },
      }))
      const waiting: Removed[] = []
      for (const range of ranges)
        if (removals.hasOthers(account) && (await isOfUse(parts, account, range))) waiting.push(range)
        else await drop(parts, account, range)
      if (waiting.length > 0) await removals.add(account, device, waiting)
      fetcher.wake()
      return DONE
    }),
    withoutContent(parts, 'station-leave', async ({ device }, account) => {
      const leavesAt = await leaveOrWait(parts, account, device)
      fetcher.wake()
      return stationLeftForm.encode({ leavesAt })
    }),
    withoutContent(parts, 'station-stay', async ({ device }, { account }) => {
      await removals.stop(account, device)
      return DONE
    }),
  ]
}

/**
 * A request with content is refused, because it means something that this station does not know.
 */
function withoutContent(...[parts, name, handle]: Parameters<typeof forCustomers>): Method {
  return { ...forCustomers(parts, name, handle), maxRequestBytes: 0 }
}

/** Returns null if the customer has left. */
async function leaveOrWait(
  parts: DoorParts,
  { account, person }: Account,
  device: Uint8Array,
): Promise<number | null> {
  const { removals } = parts
  if (!removals.hasOthers(account)) {
    await leave(parts, { account, person })
    return null
  }
  await removals.add(account, device, [null])
  return removals.leavesAt(account)
}

/** True if the station has one of these blocks for the customer, or would fetch one that comes later. */
async function isOfUse(
  { keptCores }: DoorParts,
  account: Uint8Array,
  { core, start, until }: RemovedBlocks,
): Promise<boolean> {
  const kept = await keptCores.find(core)
  if (!kept?.find(account)) return false
  if (until > kept.core.length) return true
  return (await countStoredBytes(kept.core, start, until)) > 0
}

async function drop(
  { keptCores }: DoorParts,
  account: Uint8Array,
  { core, start, until }: RemovedBlocks,
): Promise<void> {
  if (start === 0 && until === WHOLE_CORE) await keptCores.release(account, [core])
  else await keptCores.drop(account, core, { start, until })
}

async function leave(
  { ledger, accounts, keptCores, egress, gates, publicCustomers, removals, wakes }: DoorParts,
  { account, person }: Pick<Account, 'account' | 'person'>,
): Promise<void> {
  await publicCustomers.set({ account, person }, false)
  await gates.burnAll(account)
  await keptCores.releaseAll(account)
  await ledger.write((tx) => {
    accounts.remove(tx, account)
    egress.forget(tx, account)
    removals.forget(tx, account)
    wakes.forget(tx, account)
  })
}

/** Carries out the removals that have waited long enough. Call it now and then. */
export async function removeDue(parts: DoorParts): Promise<void> {
  const due = await parts.removals.listDue(DUE_AT_ONCE)
  for (const removal of due) if (await carryOut(parts, removal)) await parts.removals.done(removal)
  if (due.length > 0) parts.fetcher.wake()
}

/** A fenced account forgets nothing, and its removals must not hold up those of others. */
async function forgetGate({ gates }: DoorParts, account: Uint8Array, handle: Uint8Array): Promise<boolean> {
  return (await gates.forget(account, [handle])) || gates.counts(account).isFenced
}

/** False if it is tried again. */
async function carryOut(parts: DoorParts, { account, removed }: Removal): Promise<boolean> {
  if (removed !== null && 'handle' in removed) return forgetGate(parts, account, removed.handle)
  const known = removed === null ? parts.accounts.find(account) : null
  if (known !== null) await leave(parts, known)
  if (removed !== null) await drop(parts, account, removed)
  return true
}
