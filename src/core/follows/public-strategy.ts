// The audience kind `public`: an unsealed feed, the bare key in every notice, and cores that any
// peer may replicate.
// One row of the table in access/strategies.ts.
import { nobodyKnown, withdrawPublic, type AudienceStrategy } from '../access/index.ts'
import { KEY_BYTES, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  attachmentsOf,
  canPublishAttached,
  isPublicElsewhere,
  publishAttached,
  readSmallAttached,
} from '../delivery/index.ts'
import type { FeedSource, Notice } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { objectId, type ObjectStore, NO_EPOCH, PUBLIC_KEY } from '../store/index.ts'
import type { PublicCores } from './public-cores.ts'
import type { PublicFeed } from './public-feed.ts'

export interface PublicStrategyParts {
  ledger: Ledger
  identity: Identity
  store: ObjectStore
  publicFeed: PublicFeed
  publicCores: PublicCores
  receivePost: (tx: Transaction, source: FeedSource, notice: Notice) => void
}

export function createPublicStrategy(parts: PublicStrategyParts): AudienceStrategy {
  const { ledger, store, publicFeed, publicCores } = parts
  return {
    ...nobodyKnown,
    hasVersions: true,
    standsAlone: true,
    coreKind: 'public-objects',
    releasesSettleMs: 0,
    namesReaders: false,
    grantBytes: KEY_BYTES,

    madeFor: () => ({ kind: 'public' }),
    check: () => undefined,
    prepareLinks: (links) => publishAttached(parts, links),
    async prepareShare(object) {
      if (!canPublishAttached(ledger, parts, object))
        throw new EngineError(
          'INVALID',
          'It is large and attaches small private files: write it again for everyone.',
        )
      const block = await readOnlyBlock(parts, object)
      const small = block === null ? [] : await readSmallAttached(parts, object)
      return (tx) => {
        if (block !== null) store.publish(tx, object, block, small)
      }
    },
    seal: (_reader, _key, _object, contentKey) => ({
      audience: { kind: 'public', key: PUBLIC_KEY },
      since: NO_EPOCH,
      boxNumber: 0,
      grant: contentKey,
    }),
    readersOf: () => ({ to: [], initials: null, audience: { kind: 'public' } }),
    // Private and public objects never share a core, so a public copy is in a core of public
    // objects only.
    refFor: (rows, ref) => store.findPublicRef(rows, objectId(ref)),
    isReached: () => true,
    append(tx, _key, record) {
      publicFeed.append(tx, record)
      return true
    },
    allowCore: (tx, _key, ref) => publicFeed.allowCore(tx, ref),
    withdraw(tx, object, at) {
      withdrawPublic(tx, object, at)
      publicFeed.withdraw(tx, object)
      forbidAttached(tx, parts, object)
    },
    feedOf: (rows) => publicFeed.feedOf(rows),
    appendCard: (tx) => publicFeed.changeCard(tx),

    checkNotice(_source, { audience, mode }) {
      if (audience.kind !== 'public' || mode !== 'open')
        throw new MalformedRecord('a public notice with another audience or mode')
    },
    onFiled: parts.receivePost,
    open: (_reader, _object, { grant }, audience) => (audience === null ? null : grant),
    allowOthers: (tx, _author, _notice, { core, person, device }) =>
      publicCores.allowForeign(tx, core, person, device),
    isSource: () => true,
    answer: () => false,
  }
}

/**
 * The one sealed block of a small object; null for a large one, which is not copied.
 * @throws DAMAGED
 */
async function readOnlyBlock(
  { store, ledger }: PublicStrategyParts,
  object: Uint8Array,
): Promise<Uint8Array | null> {
  const own = store.findOwn(ledger, object)
  if (own === null || own.ref.chunkCount > 1) return null
  const blocks = await store.readBlocks(own.ref, 0)
  if (blocks === null) throw new EngineError('DAMAGED', 'A block of this letter is missing on this device.')
  return blocks[0]!
}

/**
 * After a withdrawal, large attached files are no longer given to any peer, unless another public
 * object attaches them.
 */
function forbidAttached(
  tx: Transaction,
  { store, identity, publicFeed }: PublicStrategyParts,
  object: Uint8Array,
): void {
  const own = store.findOwn(tx, object)
  if (own === null) return
  for (const { ref } of attachmentsOf(own.header, identity.person))
    if (ref.chunkCount > 1 && !isPublicElsewhere(tx, objectId(ref))) publicFeed.forbidCore(tx, ref.core)
}
