// Handles damage that is found while the home is open: own cores that froze, and rewritten stores
// of other authors.
// The blocks that a frozen core had not stored move to a new core in one transaction. A rewrite is
// kept as evidence and shown.
import { equalBytes, Mutex, toHex } from '../base/index.ts'
import type { OwnCores } from '../cores/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { announceMove } from './notify.ts'
import type { DeliveryParts } from './parts.ts'
import { keepRewrite } from './rewrites.ts'
import { repeatRecords, type RepeatingParts } from './repeat-records.ts'

type SucceedingParts = RepeatingParts & Pick<DeliveryParts, 'ledger'>
type WatchingParts = SucceedingParts &
  Pick<DeliveryParts, 'addressBook' | 'foreignCores' | 'badInput' | 'log' | 'clock'>

/**
 * Replaces own cores that froze, now and whenever one freezes, and keeps the rewrites of other
 * authors as evidence.
 * Returns a function that resolves when every core that is frozen by then was replaced.
 */
export async function watchDamage(
  parts: WatchingParts,
  ownCores: OwnCores,
  peers: Peers,
): Promise<() => Promise<void>> {
  const { feeds, ledger, foreignCores, badInput, log, clock } = parts
  const report = (error: unknown): void => log.error('succession-failed', { message: String(error) })
  const mutex = new Mutex()
  const succeed = (): Promise<void> => mutex.run(() => succeedFrozen(parts, ownCores, peers)).catch(report)
  ownCores.events.on('frozen', () => void succeed())
  foreignCores.events.on('rewritten', (rewrite) => {
    const keep = ledger.write((tx) => keepRewrite(tx, parts, rewrite, clock.now()))
    void keep
      .then((isNew) => {
        if (isNew) badInput.count('core-rewritten', rewrite.device)
        return feeds.markRewritten(rewrite.core)
      })
      .catch(report)
  })
  reconnectDeaf(parts, peers)
  peers.respond({
    name: 'succession',
    isForStrangers: false,
    maxRequestBytes: 512,
    async handle(peer, bytes) {
      if (await feeds.acceptSuccession(peer.person!, bytes)) peers.refresh(peer.device)
      return Uint8Array.of(0)
    },
  })
  peers.events.on('connected', (peer) => {
    sendSuccession(parts, peer).catch(report)
  })
  await succeed()
  return succeed
}

const RECONNECT_MS = 5_000

/**
 * If a block could not be stored (disk full), Hypercore stops listening on that connection.
 * Reconnect until there is space.
 */
function reconnectDeaf({ foreignCores }: Pick<DeliveryParts, 'foreignCores'>, peers: Peers): void {
  const deaf = new Set<string>()
  foreignCores.events.on('unstored', ({ device }) => {
    const id = toHex(device)
    if (deaf.has(id)) return
    deaf.add(id)
    setTimeout(() => {
      deaf.delete(id)
      peers.find(device)?.close()
    }, RECONNECT_MS).unref()
  })
}

async function succeedFrozen(parts: SucceedingParts, ownCores: OwnCores, peers: Peers): Promise<void> {
  for (const core of ownCores.listFrozen('feed')) await succeedFeed(parts, ownCores, peers, core)
  for (const core of ownCores.listFrozen('group')) {
    const last = await ownCores.endOf(core)
    await parts.ledger.write((tx) => parts.groups.succeedRecords(tx, core, last))
  }
  for (const kind of ['objects', 'public-objects'] as const) {
    for (const core of ownCores.listFrozen(kind)) {
      await parts.ledger.write((tx) => {
        for (const { position, block } of ownCores.removeLost(tx, core)) {
          const object = parts.store.moveOwn(tx, { core, start: position }, block, kind)
          if (object !== null) announceMove(tx, parts, object)
        }
      })
    }
  }
}

async function succeedFeed(
  parts: SucceedingParts,
  ownCores: OwnCores,
  peers: Peers,
  frozen: Uint8Array,
): Promise<void> {
  const { feeds, ledger } = parts
  if (!feeds.list(ledger).some(({ myCore }) => equalBytes(myCore, frozen))) {
    await ledger.write((tx) => parts.groups.succeedFeed(tx, frozen))
    return
  }
  const end = await ownCores.endOf(frozen)
  const pair = await ledger.write((tx) => {
    const succeeded = feeds.succeed(tx, frozen, end)
    if (succeeded !== null) repeatRecords(tx, parts, succeeded.person)
    return succeeded
  })
  if (pair === null) return
  await feeds.open(pair.person)
  peers.refresh(pair.device)
}

async function sendSuccession(parts: Pick<DeliveryParts, 'feeds' | 'ledger'>, peer: Peer): Promise<void> {
  const pair = peer.person === null ? null : parts.feeds.find(parts.ledger, peer.person)
  if (pair !== null && pair.succession !== null) await peer.request('succession', pair.succession, 10_000)
}
