// The requests of customers, and of those who become customers. A request that breaks a rule gets
// an empty answer and is counted.
import { equalBytes } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { coreKey, type CoreShelf } from '../cores/index.ts'
import {
  isKeepProven,
  keepAnswerForm,
  keepForm,
  keptAnswerForm,
  keptForm,
  publishForm,
  stationAnswerForm,
  stationCardForm,
  stationJoinForm,
  watchForm,
  WHOLE_CORE,
  type JoinRefusal,
  type KeepAnswer,
  type StationUsage,
} from '../station-records/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { decodeCard } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Method, Peer, Peers, RequestHandler } from '../network/index.ts'
import { MAX_BLOCK_BYTES } from '../seal/index.ts'
import type { Account, Accounts, ShownCard } from './accounts.ts'
import type { Budget } from './budget.ts'
import type { Egress } from './egress.ts'
import type { Fetcher } from './fetcher.ts'
import type { Gates } from './station-gates.ts'
import type { HeadExchange } from './head-exchange.ts'
import type { KeptCores } from './kept-cores.ts'
import type { PassedOn } from './passed-on.ts'
import type { PublicCustomers } from './public-customers.ts'
import type { WaitingRemovals } from './waiting-removals.ts'
import type { Wakes } from './wakes.ts'

export interface DoorParts {
  ledger: Ledger
  shelf: CoreShelf
  peers: Peers
  badInput: BadInput
  accounts: Accounts
  keptCores: KeptCores
  fetcher: Fetcher
  budget: Budget
  egress: Egress
  removals: WaitingRemovals
  gates: Gates
  heads: HeadExchange
  passedOn: PassedOn
  publicCustomers: PublicCustomers
  wakes: Wakes
  /** The device key of this station. */
  station: Uint8Array
  origins: StationOrigins
}

/** Where the front of this station serves apps; null for one that it does not serve. */
export type StationOrigins = Pick<StationUsage, 'phones' | 'guests'>

const CARD_REQUEST_BYTES = 8 * 1024
export const LIST_REQUEST_BYTES = 40 * 1024
export const DONE = Uint8Array.of(0)

/** Registers all requests of this file. */
export function openCustomerDoors(parts: DoorParts): void {
  for (const method of [...joiningMethods(parts), ...keepingMethods(parts)]) parts.peers.respond(method)
}

function joiningMethods(parts: DoorParts): Method[] {
  const { accounts, peers } = parts
  const forAll = { isForStrangers: true, maxRequestBytes: CARD_REQUEST_BYTES }
  return [
    {
      ...{ name: 'station-join', ...forAll },
      async handle(peer, bytes) {
        const { token, card } = stationJoinForm.decode(bytes)
        const refusal = await accounts.join(token, readShown(peer, card))
        parts.fetcher.wake()
        return answerCard(parts, peer, refusal)
      },
    },
    {
      ...{ name: 'station-card', ...forAll },
      async handle(peer, bytes) {
        const { card } = stationCardForm.decode(bytes)
        const answer = await answerCard(parts, peer, await accounts.renewCard(readShown(peer, card)))
        peers.recheck()
        return answer
      },
    },
    {
      ...{ name: 'station-usage', ...forAll, maxRequestBytes: 0 },
      handle: (peer) => answerJoin(parts, peer, null),
    },
  ]
}

async function answerCard(parts: DoorParts, peer: Peer, refusal: JoinRefusal | null): Promise<Uint8Array> {
  const account = parts.accounts.findByDevice(peer.device)
  if (account !== null) {
    // From here on the device has the limits of a customer, also before its next request.
    if (peer.person === null) parts.peers.refresh(peer.device)
    await followKeepers(parts, account)
  }
  return answerJoin(parts, peer, refusal)
}

/**
 * The newest set of the customer's card that names this station has the stations to compare with.
 */
async function followKeepers(
  { accounts, gates, heads, station }: DoorParts,
  account: Account,
): Promise<void> {
  const { keepers } = accounts.readCard(account)
  const set = keepers.sets.find(({ devices }) => devices.some((device) => equalBytes(device, station)))
  if (set === undefined) return
  await gates.setKeepers(account.account, account.person, set)
  heads.checkSoon()
}

function readShown(peer: Peer, bytes: Uint8Array): ShownCard {
  return { card: decodeCard(bytes), bytes, device: peer.device }
}

function answerJoin(parts: DoorParts, peer: Peer, refusal: JoinRefusal | null): Uint8Array {
  const account = parts.accounts.findByDevice(peer.device)
  if (refusal !== null) return stationAnswerForm.encode({ refusal })
  if (account === null) return stationAnswerForm.encode({ refusal: 'NOT_A_CUSTOMER' })
  return stationAnswerForm.encode({ usage: usageOf(parts, account) })
}

type UsageParts = Pick<DoorParts, 'budget' | 'egress' | 'gates' | 'removals' | 'origins'>

export function usageOf(
  { budget, egress, gates, removals, origins }: UsageParts,
  account: Account,
): StationUsage {
  const { bytes, cores, releasesPerDay, egressPerDay } = account
  const counts = gates.counts(account.account)
  return {
    bytes: budget.bytesOf(account),
    cores: budget.coresOf(account.account),
    gates: counts.gates,
    remembered: counts.remembered,
    egress: egress.bytesOf(account.account),
    leavesAt: removals.leavesAt(account.account),
    ...origins,
    limits: { bytes, cores, gates: account.gates, releasesPerDay, egressPerDay },
  }
}

function keepingMethods(parts: DoorParts): Method[] {
  const { accounts } = parts
  return [
    forCustomers(parts, 'keep', async (peer, account, bytes) => {
      const { cores } = keepForm.decode(bytes)
      const keys = cores.map(({ signer, namespace }) => coreKey(signer, namespace))
      const isOwn = cores.map(
        ({ signer, proof }, at) =>
          accounts.hasDevice(account.account, signer) ||
          isKeepProven(signer, account.account, keys[at]!, proof),
      )
      const own = keys.filter((_, at) => isOwn[at])
      const answers = await hold(parts, account, own, { isWatched: false, attachTo: peer })
      return keepAnswerForm.encode({
        answers: isOwn.map((is) => (is ? answers.shift()! : 'NOT_YOURS')),
      })
    }),
    forCustomers(parts, 'watch', async (_peer, account, bytes) => {
      const { cores } = watchForm.decode(bytes)
      const answers = await hold(parts, account, cores, { isWatched: true, attachTo: null })
      return keepAnswerForm.encode({ answers })
    }),
    forCustomers(parts, 'unwatch', async ({ device }, account, bytes) => {
      const { cores } = watchForm.decode(bytes)
      const answers = await unwatch(parts, { account: account.account, device }, cores)
      return keepAnswerForm.encode({ answers })
    }),
    forCustomers(parts, 'publish', async (_peer, account, bytes) => {
      await parts.publicCustomers.set(account, publishForm.decode(bytes).isPublic)
      return DONE
    }),
    { name: 'kept', isForStrangers: true, maxRequestBytes: LIST_REQUEST_BYTES, handle: tellKept(parts) },
  ]
}

type CustomerHandler = (peer: Peer, account: Account, bytes: Uint8Array) => Promise<Uint8Array>

/** @throws Error if the peer is no customer, so that the request counts as refused */
export function forCustomers({ accounts }: DoorParts, name: string, handle: CustomerHandler): Method {
  return {
    ...{ name, isForStrangers: false, maxRequestBytes: LIST_REQUEST_BYTES },
    handle(peer, bytes) {
      const account = accounts.findByDevice(peer.device)
      if (account === null) throw new Error('no customer')
      return handle(peer, account, bytes)
    },
  }
}

/**
 * Holds the cores and starts to fetch them. The answer is QUOTA if the account, the station or the
 * disk is full, also for a core that is held already and has grown.
 */
async function hold(
  parts: DoorParts,
  account: Account,
  cores: readonly Uint8Array[],
  { isWatched, attachTo }: { isWatched: boolean; attachTo: Peer | null },
): Promise<KeepAnswer[]> {
  try {
    await parts.shelf.room.check(MAX_BLOCK_BYTES)
    const isHeld = await parts.keptCores.hold(account, cores, isWatched)
    await parts.removals.keep(account.account, cores)
    return await Promise.all(
      cores.map(async (core, at) => (isHeld[at] ? answerHeld(parts, account, core, attachTo) : 'QUOTA')),
    )
  } catch (error) {
    if (!isEngineError(error, 'NO_SPACE')) throw error
    return cores.map(() => 'QUOTA')
  }
}

async function answerHeld(
  { keptCores, fetcher }: DoorParts,
  account: Account,
  core: Uint8Array,
  attachTo: Peer | null,
): Promise<KeepAnswer> {
  const kept = await keptCores.find(core)
  const holder = kept?.find(account.account)
  if (!kept || !holder) return 'QUOTA'
  attachTo?.attach(kept.core)
  fetcher.refetch(kept)
  return fetcher.hasRoom(kept, holder) ? 'taken' : 'QUOTA'
}

/** With several devices what waits for the customer stays for seven days. */
async function unwatch(
  { keptCores, removals }: DoorParts,
  { account, device }: { account: Uint8Array; device: Uint8Array },
  cores: readonly Uint8Array[],
): Promise<KeepAnswer[]> {
  const isWatched = await Promise.all(
    cores.map(async (core) => (await keptCores.find(core))?.find(account)?.isWatched === true),
  )
  const watched = cores.filter((_, at) => isWatched[at])
  if (!removals.hasOthers(account)) await keptCores.release(account, watched)
  else
    await removals.add(
      ...[account, device],
      watched.map((core) => ({ core, start: 0, until: WHOLE_CORE })),
    )
  return isWatched.map((is) => (is ? 'taken' : 'NOT_YOURS'))
}

/** Everybody who knows the key of a core may ask. Only a customer's request waits for the disk. */
function tellKept({ accounts, keptCores, egress }: DoorParts): RequestHandler {
  return async (peer, bytes) => {
    const { cores } = keptForm.decode(bytes)
    const isUnflushed = await Promise.all(cores.map((core) => keptCores.isUnflushed(core)))
    // On a full disk the lengths of before are still true.
    if (isUnflushed.includes(true) && accounts.findByDevice(peer.device) !== null)
      await keptCores.flush().catch(() => undefined)
    const lengths = await Promise.all(cores.map((core) => keptCores.flushedLengthOf(core)))
    if (lengths.some((length) => length > 0)) peer.markReader()
    const isSpent = cores.map((core) => egress.isRefused(keptCores.listHoldings(core), peer.device))
    return keptAnswerForm.encode({
      lengths: lengths.map((length, at) => (isSpent[at] ? 0 : length)),
      isSpent: isSpent.includes(true),
    })
  }
}
