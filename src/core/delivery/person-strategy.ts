// Persons as an audience: one feed per pair, a grant sealed to the box key on the card of the
// person, and cores for the named readers.
// This is one row of the table in access/strategies.ts.
import type { DeliveryParts } from './parts.ts'
import { noMemberships, personGrant, type AudienceStrategy } from '../access/index.ts'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { gateHandle, slotKeyPair } from '../station-records/index.ts'
import { EngineError } from '../contract/errors.ts'
import { GRANT_BYTES, mayName, nameReaders } from '../feeds/index.ts'
import { appendCardToPairs } from './card-changes.ts'
import { findGrantSealer, openPairGrant } from './pair-grant.ts'

type Parts = Pick<DeliveryParts, 'addressBook' | 'feeds' | 'identity' | 'replicate'>

export function createPersonStrategy({ addressBook, feeds, identity, replicate }: Parts): AudienceStrategy {
  return {
    ...noMemberships.person,
    hasVersions: false,
    standsAlone: false,
    coreKind: 'objects',
    releasesSettleMs: 0,
    namesReaders: true,
    grantBytes: GRANT_BYTES,

    madeFor: () => ({ kind: 'person' }),
    check(rows, person) {
      if (equalBytes(person, identity.person))
        throw new EngineError('INVALID', 'You cannot address this to yourself.')
      const contact = addressBook.find(rows, person)
      if (contact?.isBlocked === true) throw new EngineError('BLOCKED', `You have blocked ${contact.name}.`)
      if (contact === null || feeds.find(rows, person) === null)
        throw new EngineError('NOT_FOUND', `You are not paired with ${contact?.name ?? 'them'}.`)
    },
    seal(rows, person, object, contentKey) {
      const sealer = findGrantSealer(rows, { addressBook, feeds }, person)
      if (sealer === null) throw new EngineError('NOT_FOUND', 'This person is no longer a contact.')
      return personGrant(person, sealer.boxNumber, sealer.seal(object, contentKey))
    },
    isBarred: (rows, person) => addressBook.isBlockedPerson(rows, person),
    gateSecret: (rows, person) => feeds.listGateSecrets(rows, person)[0] ?? null,
    /** The secret that the pair had when the letter was sent is almost always the first one. */
    gateNames: (rows, { notice, object, number }) =>
      feeds.listGateSecrets(rows, notice.ref.person).map((secret) => {
        const handle = gateHandle(secret, object, number)
        return { handle, key: slotKeyPair(secret, handle) }
      }),
    readersOf: (_reader, { audience, isShared }, { to }) => ({
      ...nameReaders(isShared ? [audience.key] : to),
      audience: { kind: 'person' },
    }),
    refFor: (_reader, ref) => ref,
    isReached: (rows, person) => feeds.find(rows, person) !== null,
    feedOf(rows, person) {
      const pair = feeds.find(rows, person)
      return pair === null ? null : { core: pair.myCore, length: feeds.lengthOfMine(rows, person) }
    },
    append: (tx, person, record) => feeds.appendIfPaired(tx, person, record),
    allowCore: (tx, person, { core }) => replicate.allowOwn(tx, core, person),
    appendCard: (tx, card, withPicture) => appendCardToPairs(tx, feeds, card, withPicture),

    checkNotice(_source, notice) {
      if (notice.audience.kind !== 'person' || !mayName(notice, identity.person))
        throw new MalformedRecord('a notice for another person')
    },
    open: (rows, object, sealed) => openPairGrant(rows, { feeds, identity }, object, sealed),
    allowOthers(tx, author, { to }, { core }) {
      for (const person of [author, ...to])
        if (!equalBytes(person, identity.person)) replicate.allowForeign(tx, core, person)
    },
    isSource: (_reader, notice, person) => person !== null && mayName(notice, person),
    answer(tx, author, _notice, record) {
      if (feeds.find(tx, author) === null) return false
      feeds.append(tx, author, record)
      return true
    },
  }
}
