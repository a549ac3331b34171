// Fetches the blocks of an object: which peers are asked, how long to wait, and which error to
// report if nothing arrives.
// This is a part of reference; replicate carries the blocks.
import { strategyOf } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { NEAR_FIRST_MS } from '../keepers/index.ts'
import type { Peer } from '../network/index.ts'
import type { OnRead, Ref } from '../store/index.ts'
import { isHeldBy } from './key-holders.ts'
import type { DeliveryParts } from './parts.ts'
import { findRewrite } from './rewrites.ts'

/** How long a reader waits. Aborting the signal ends the wait at once. */
export interface Wait {
  waitMs: number
  signal?: AbortSignal
  /** Called while the blocks of a large object arrive. */
  onFetched?: OnRead
}

/** The longest wait for one answer of a connected author. */
const MAX_ANSWER_MS = 10_000
/** The shortest wait for one answer. A smaller value can only fail. */
const MIN_ANSWER_MS = 1000
/**
 * A connected author who gives no sign of life within this time after a request may have been
 * killed. Their stations are visited then.
 */
const SIGN_OF_LIFE_MS = 1000

export function answerTimeoutMs(waitMs: number): number {
  return Math.max(MIN_ANSWER_MS, Math.min(waitMs, MAX_ANSWER_MS))
}

type Parts = Pick<
  DeliveryParts,
  'ledger' | 'identity' | 'store' | 'peers' | 'foreignCores' | 'addressBook' | 'authorStations'
>
type WaitingParts = Parts & Pick<DeliveryParts, 'clock'>

/** Waits until this device of a contact is connected. @throws AUTHOR_AWAY, CANCELLED */
export async function reachDevice(
  { peers }: Pick<Parts, 'peers'>,
  device: Uint8Array,
  { waitMs, signal }: Wait,
): Promise<Peer> {
  const peer = await peers.waitFor(device, waitMs, { signal })
  if (signal?.aborted === true) throw new EngineError('CANCELLED', 'Opening was cancelled.')
  if (peer === null || peer.person === null) throw away('Its author is away.', waitMs)
  return peer
}

/** True if a peer may be asked for the blocks of an object. */
export type IsSource = (peer: Peer) => boolean

/**
 * Fetches all blocks from the connected peers that may have them. Waits for the author if there is
 * no such peer.
 * @throws AUTHOR_AWAY, QUOTA, UNREACHABLE, REWRITTEN, ALTERED
 */
export async function fetchBlocks(
  parts: WaitingParts,
  ref: Ref,
  isSource: IsSource,
  wait: Wait,
  contentKey: Uint8Array | null = null,
): Promise<Uint8Array[]> {
  const local = await parts.store.readBlocks(ref, 0)
  if (local !== null) return local
  checkRewritten(parts, ref)
  await parts.store.checkCoreOwner(ref)
  const stopFollowing = await attachSources(parts, ref, { isSource, contentKey }, wait)
  return readFrom(parts, ref, wait)
    .catch((error: unknown) => explainAway(parts, ref, error))
    .finally(stopFollowing)
}

/** @throws QUOTA if a station of the absent author has the blocks, and may not send them today */
async function explainAway({ authorStations }: Parts, ref: Ref, error: unknown): Promise<never> {
  const isAway = isEngineError(error, 'AUTHOR_AWAY')
  if (!isAway || !(await authorStations.isSpent(ref.person, ref.core))) throw error
  throw new EngineError('QUOTA', 'The station of its absent author sends nothing more today.')
}

/**
 * Reads the blocks as they arrive. If the author is connected and responsive, a block that does not
 * arrive within the answer time-out is unavailable. If the connection only seems to be open, the
 * author counts as away, because fellow readers may have the blocks, or get them during the wait.
 * @throws AUTHOR_AWAY, UNREACHABLE, REWRITTEN
 */
async function readFrom(
  parts: WaitingParts,
  ref: Ref,
  { waitMs, signal, onFetched }: Wait,
): Promise<Uint8Array[]> {
  const { store, peers, clock } = parts
  const deadline = clock.monotonicMs() + waitMs
  for (;;) {
    const isAuthorHere = watchPeer(peers.find(currentDevice(parts, ref)))
    const blocks = await store.readBlocks(ref, answerTimeoutMs(deadline - clock.monotonicMs()), onFetched)
    checkRewritten(parts, ref)
    if (blocks !== null) return blocks
    if (isAuthorHere()) throw new EngineError('UNREACHABLE', 'Its author is connected but did not send it.')
    if (clock.monotonicMs() >= deadline || signal?.aborted === true)
      throw away('Its author is away, and no fellow reader has it.', waitMs)
  }
}

/**
 * Returns a function that is true if this peer is still connected and was heard since this call.
 * Where signs of life are not counted, an open connection is enough.
 */
export function watchPeer(peer: Peer | null): () => boolean {
  const before = peer?.heard ?? null
  return () => peer?.isOpen === true && (before === null || peer.heard !== before)
}

/**
 * The peers that may have an object: those whom its notice names, and those who keep it and accept
 * the proof that this home holds its key.
 */
export interface Sources {
  isSource: IsSource
  /** Null while this home does not hold the key. Then only the peers of the notice can be asked. */
  contentKey: Uint8Array | null
}

/**
 * Attaches the core to the connections of all peers that may have it: those connected now, and
 * those that connect until the returned function is called. If there is none, waits for the author
 * or another peer that has it. While the author is away or silent, or has another device than the
 * one that wrote it, their stations are visited too.
 * @throws AUTHOR_AWAY, CANCELLED
 */
export async function attachSources(
  parts: Parts,
  ref: Ref,
  { isSource, contentKey }: Sources,
  { waitMs, signal }: Wait,
): Promise<() => void> {
  const { peers, foreignCores, identity, authorStations } = parts
  const core = await foreignCores.openCore(ref.core)
  const found = new AbortController()
  let isOver = false
  const attach = (peer: Peer): void => {
    if (isOver) return
    peer.attach(core)
    found.abort()
  }
  const meet = (peer: Peer): void => {
    if (isSource(peer)) attach(peer)
    // While the author is connected, ask no other peer, because it would learn needlessly that this
    // home wants the object.
    else if (contentKey !== null && peer.person !== null && peers.find(currentDevice(parts, ref)) === null)
      void isHeldBy(peer, ref, contentKey, identity.device.publicKey).then((isHeld) => isHeld && attach(peer))
  }
  let stopVisits: (() => void) | null = null
  const visitStations = (): void => {
    if (!isOver) stopVisits ??= authorStations.open(ref.person, waitMs, attach)
  }
  // A restored home may not have what the author's earlier device wrote.
  const isOfFormer = !equalBytes(currentDevice(parts, ref), ref.device)
  const meetAll = (): void => {
    peers.list().forEach(meet)
    if (isOfFormer || peers.find(currentDevice(parts, ref)) === null) visitStations()
  }
  const isAuthorHere = watchPeer(peers.find(currentDevice(parts, ref)))
  const timer = setTimeout(() => {
    if (!isAuthorHere()) visitStations()
  }, SIGN_OF_LIFE_MS)
  const stops = [
    peers.events.on('connected', meet),
    peers.events.on('stranger', meet),
    // The peer that left may be the author. Then the other peers must be asked too.
    peers.events.on('disconnected', meetAll),
  ]
  const authorDevice = currentDevice(parts, ref)
  let stopDialling: (() => void) | null = null
  // It must not read the ledger: the home may be closed by then.
  const dialling = setTimeout(() => {
    stopDialling = peers.hold(authorDevice)
  }, NEAR_FIRST_MS)
  const stop = (): void => {
    isOver = true
    clearTimeout(timer)
    clearTimeout(dialling)
    for (const one of stops) one()
    stopVisits?.()
    stopDialling?.()
  }
  meetAll()
  // A connected peer sends the blocks before an absent author is found to be absent.
  if (found.signal.aborted) return stop
  const either = signal === undefined ? found.signal : AbortSignal.any([signal, found.signal])
  const author = await peers.waitFor(authorDevice, waitMs, { signal: either })
  if (signal?.aborted !== true && (found.signal.aborted || (author !== null && isSource(author)))) return stop
  stop()
  throw signal?.aborted === true
    ? new EngineError('CANCELLED', 'Opening was cancelled.')
    : away('Its author is away, and no connected peer has it.', waitMs)
}

/**
 * Returns the peers that may be asked for the blocks of an object and its files: its author and its
 * other readers.
 */
export function sourcesOf(
  { inbox, ledger, audiences }: Pick<DeliveryParts, 'inbox' | 'ledger' | 'audiences'>,
  object: Uint8Array,
  author: Uint8Array,
): IsSource {
  const notice = inbox.find(ledger, object)?.notice
  const isAuthor = isAmong([author])
  if (notice === undefined) return isAuthor
  const strategy = strategyOf(audiences, notice)
  return (peer) => isAuthor(peer) || strategy.isSource(ledger, notice, peer.person)
}

/** Accepts the peers of these persons. */
export function isAmong(persons: readonly Uint8Array[]): IsSource {
  return ({ person }) => person !== null && persons.some((other) => equalBytes(other, person))
}

/**
 * Returns the device that the author uses now, because the device that wrote the object may be
 * lost.
 */
export function currentDevice(
  { addressBook, ledger }: Pick<Parts, 'addressBook' | 'ledger'>,
  { person, device }: Pick<Ref, 'person' | 'device'>,
): Uint8Array {
  return addressBook.devices.currentDevice(ledger, person, device)
}

/** @throws REWRITTEN if the core of this object is known to be rewritten */
export function checkRewritten({ ledger }: Pick<Parts, 'ledger'>, ref: Ref): void {
  const seen = findRewrite(ledger, ref.core)
  if (seen === null) return
  const { length, fork } = seen
  throw new EngineError('REWRITTEN', 'Its author’s store was rewritten.', { details: { length, fork } })
}

export function away(message: string, waitedMs: number): EngineError {
  return new EngineError('AUTHOR_AWAY', message, { details: { waitedMs } })
}
