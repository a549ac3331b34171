// The way to another's device and to the blocks of an object: who is asked, how long, and what it means when nothing comes.
// Part of reference; replicate carries it.
import { strategyOf } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Peer } from '../network/index.ts'
import type { Ref } from '../store/index.ts'
import { isHeldBy } from './key-holders.ts'
import type { DeliveryParts } from './parts.ts'
import { findRewrite } from './rewrites.ts'

/** How long a reader is willing to wait; aborting the signal ends it at once. */
export interface Wait {
  waitMs: number
  signal?: AbortSignal
}

/** How long a connected author may take for one answer. */
const MAX_ANSWER_MS = 10_000
/** Less than this nobody can mean who is willing to ask at all. */
const MIN_ANSWER_MS = 1000

export function answerTimeoutMs(waitMs: number): number {
  return Math.max(MIN_ANSWER_MS, Math.min(waitMs, MAX_ANSWER_MS))
}

type Parts = Pick<DeliveryParts, 'ledger' | 'identity' | 'store' | 'peers' | 'foreignCores' | 'addressBook'>
type WaitingParts = Parts & Pick<DeliveryParts, 'clock'>

/** A contact's device, waited for. @throws AUTHOR_AWAY, CANCELLED */
export async function reachDevice(
  { peers }: Pick<Parts, 'peers'>,
  device: Uint8Array,
  { waitMs, signal }: Wait,
): Promise<Peer> {
  const peer = await peers.waitFor(device, waitMs, signal)
  if (signal?.aborted === true) throw new EngineError('CANCELLED', 'Opening was cancelled.')
  if (peer === null || peer.person === null) throw away('Its author is away.', waitMs)
  return peer
}

/** Whether a peer may be asked for the blocks of an object. */
export type IsSource = (peer: Peer) => boolean

/** All blocks, from whoever may have them and is connected; waits for the author when nobody is. @throws AUTHOR_AWAY, UNREACHABLE, REWRITTEN, ALTERED */
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
  return readFrom(parts, ref, wait).finally(stopFollowing)
}

/**
 * An author who is connected, and gives a sign of life meanwhile, has it or not. Whose wire only seems to be up is away: fellow readers
 * have it, or may get it while we wait. @throws AUTHOR_AWAY, UNREACHABLE, REWRITTEN
 */
async function readFrom(parts: WaitingParts, ref: Ref, { waitMs, signal }: Wait): Promise<Uint8Array[]> {
  const { store, peers, clock } = parts
  const deadline = clock.monotonicMs() + waitMs
  for (;;) {
    const isAuthorHere = watchPeer(peers.find(currentDevice(parts, ref)))
    const blocks = await store.readBlocks(ref, answerTimeoutMs(deadline - clock.monotonicMs()))
    checkRewritten(parts, ref)
    if (blocks !== null) return blocks
    if (isAuthorHere()) throw new EngineError('UNREACHABLE', 'Its author is connected but did not send it.')
    if (clock.monotonicMs() >= deadline || signal?.aborted === true)
      throw away('Its author is away, and no fellow reader has it.', waitMs)
  }
}

/** Tells whether this peer is still there, and was heard since; where signs of life are not counted, an open wire is one. */
export function watchPeer(peer: Peer | null): () => boolean {
  const before = peer?.heard ?? null
  return () => peer?.isOpen === true && (before === null || peer.heard !== before)
}

/** Who has something of an object: those who were told of it, and whoever kept it and is shown that its key is here. */
export interface Sources {
  isSource: IsSource
  /** Null while the key is not here: then nobody else can be asked. */
  contentKey: Uint8Array | null
}

/**
 * The core on the wires of everyone who may have it and is connected, and of whoever comes meanwhile; waits for the author, or for somebody
 * who has it, when nobody is. Gives the way to stop that. @throws AUTHOR_AWAY, CANCELLED
 */
export async function attachSources(
  parts: Parts,
  ref: Ref,
  { isSource, contentKey }: Sources,
  { waitMs, signal }: Wait,
): Promise<() => void> {
  const { peers, foreignCores, identity } = parts
  const core = await foreignCores.take(ref.core)
  const found = new AbortController()
  let isOver = false
  const attach = (peer: Peer): void => {
    if (isOver) return
    peer.attach(core)
    found.abort()
  }
  const meet = (peer: Peer): void => {
    if (isSource(peer)) attach(peer)
    // The author has it: nobody else need know that it is wanted.
    else if (contentKey !== null && peer.person !== null && peers.find(currentDevice(parts, ref)) === null)
      void isHeldBy(peer, ref, contentKey, identity.device.publicKey).then((isHeld) => isHeld && attach(peer))
  }
  const meetAll = (): void => peers.list().forEach(meet)
  const stops = [
    peers.events.on('connected', meet),
    peers.events.on('stranger', meet),
    // Perhaps the author: then others are asked who were not needed before.
    peers.events.on('disconnected', meetAll),
  ]
  const stop = (): void => {
    isOver = true
    for (const one of stops) one()
  }
  meetAll()
  if (found.signal.aborted) return stop
  const either = signal === undefined ? found.signal : AbortSignal.any([signal, found.signal])
  const author = await peers.waitFor(currentDevice(parts, ref), waitMs, either)
  if (signal?.aborted !== true && (found.signal.aborted || (author !== null && isSource(author)))) return stop
  stop()
  throw signal?.aborted === true
    ? new EngineError('CANCELLED', 'Opening was cancelled.')
    : away('Its author is away, and nobody else who is here has it.', waitMs)
}

/** Who may be asked for the blocks of an object and its files: its author, and everyone else who was told of it. */
export function sourcesOf(
  { inbox, ledger, audiences }: Pick<DeliveryParts, 'inbox' | 'ledger' | 'audiences'>,
  object: Uint8Array,
  author: Uint8Array,
): IsSource {
  const notice = inbox.find(ledger, object)?.notice
  const isAuthor = isAmong([author])
  if (notice === undefined) return isAuthor
  const way = strategyOf(audiences, notice)
  return (peer) => isAuthor(peer) || way.isSource(ledger, notice, peer.person)
}

/** Any of these persons. */
export function isAmong(persons: readonly Uint8Array[]): IsSource {
  return ({ person }) => person !== null && persons.some((other) => equalBytes(other, person))
}

/** Where its author is met now: the device that wrote it may be gone. */
function currentDevice({ addressBook, ledger }: Parts, { person, device }: Ref): Uint8Array {
  return addressBook.devices.currentDevice(ledger, person, device)
}

/** @throws REWRITTEN when the core this object lies in was seen to be rewritten */
export function checkRewritten({ ledger }: Pick<Parts, 'ledger'>, ref: Ref): void {
  const seen = findRewrite(ledger, ref.core)
  if (seen === null) return
  const { length, fork } = seen
  throw new EngineError('REWRITTEN', 'Its author’s store was rewritten.', { details: { length, fork } })
}

export function away(message: string, waitedMs: number): EngineError {
  return new EngineError('AUTHOR_AWAY', message, { details: { waitedMs } })
}
