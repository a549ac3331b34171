// What a home does as soon as all nouns are open and connected: it repairs, catches up, and starts
// the timers. A damaged home is read-only and does none of it.
import type { Closing } from './base/index.ts'
import type { OwnCores } from './cores/index.ts'
import {
  DeferredRecords,
  GateRenewal,
  startDueTimer,
  watchDamage,
  type ReleaseDesk,
} from './delivery/index.ts'
import type { PairFeeds } from './feeds/index.ts'
import type { LetterParts } from './letters/index.ts'
import type { Peers } from './network/index.ts'
import type { ReturnNotifier } from './recovery/index.ts'
import { loadKem } from './seal/index.ts'
import type { Space } from './space/index.ts'

interface Work {
  parts: LetterParts
  ownCores: OwnCores
  peers: Peers
  feeds: PairFeeds
  returnNotifier: ReturnNotifier
  desk: ReleaseDesk
  space: Space
}

/** When a home that has just opened has nothing to do. */
const IDLE_MS = 5_000

/** @throws NO_SPACE, DAMAGED */
export async function beginWork(
  { parts, ownCores, peers, feeds, returnNotifier, desk, space }: Work,
  closing: Closing,
): Promise<void> {
  const { ledger, log } = parts
  await returnNotifier.begin()
  const settleDamage = await watchDamage(parts, ownCores, peers)
  const deferredRecords = new DeferredRecords(parts, desk)
  closing.add('deferred-records', () => deferredRecords.close())
  closing.add('due-timer', startDueTimer(parts))
  const gateRenewal = new GateRenewal(parts)
  closing.add('gate-renewal', () => gateRenewal.close())
  for (const { person } of feeds.list(ledger)) {
    // A feed may fail to open on a full disk. It is opened again when its person's device connects.
    await feeds
      .open(person)
      .catch((error: unknown) => log.warn('feed-not-opened', { message: String(error) }))
  }
  await space.begin()
  // A feed can turn out to be frozen when it opens. Replace it by its successor before any write.
  await settleDamage()
  // After a crash, the database logs can still hold plaintext, and the index that of deleted
  // objects. Checkpoint it away.
  void ledger.checkpoint().catch(() => undefined)
  // The first pairing or group would wait for it otherwise.
  const idle = setTimeout(loadKem, IDLE_MS).unref()
  closing.add('kem', () => clearTimeout(idle))
}
