// The keys by which stations know the members of a group, for both sides: an author puts the
// members on rosters, and a member asks for a post whose author is away.
import type { AskedGate, GateName } from '../access/index.ts'
import type { Roster, WantedMember } from '../gates/index.ts'
import { equalBytes } from '../base/index.ts'
import { isBlockedPerson } from '../contacts/index.ts'
import { gateHandle, memberKeyPair, type BoxNumbers } from '../station-records/index.ts'
import { findEra, groupGateSecret, listEras } from '../feeds/index.ts'
import { latestBoxKey, type Card } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { DeskParts } from './any-card.ts'
import { findGroup, listMembers } from './group-row.ts'

/** Null if the era is unknown here. */
export function findGateSecret(rows: Rows, group: Uint8Array, era: number): Uint8Array | null {
  const secrets = findEra(rows, group, era)
  return secrets === null ? null : groupGateSecret(secrets)
}

/**
 * Returns the members who may ask for posts of that era. Null while the members are not known, as
 * after a new desk has begun.
 */
export function listReaders(
  rows: Rows,
  { identity, acquaintances }: DeskParts,
  group: Uint8Array,
  era: number,
): WantedMember[] | null {
  const row = findGroup(rows, group)
  if (row?.membership !== 'member' || row.number < 0 || row.isMoved) return null
  const ownBox = latestBoxKey(identity.card).number
  return listMembers(rows, group).flatMap(({ person, readsEra, readsEpoch, tokenHash }) => {
    const isReader = readsEra <= era && !equalBytes(person, identity.person)
    const card = isReader && !isBlockedPerson(rows, person) ? acquaintances.findCard(rows, person) : null
    if (card === null) return []
    const epoch = readsEra === era ? readsEpoch : 0
    return [{ person, ownBox, box: latestBoxKey(card).number, tokenHash, epoch }]
  })
}

/**
 * Returns the key by which the author's station knows a member. Null if their card has no such box.
 */
export function findMemberKey(
  rows: Rows,
  { identity, acquaintances }: DeskParts,
  place: Roster,
  { person, ownBox, box }: WantedMember,
): Uint8Array | null {
  const own = identity.boxKeys.pair(ownBox)
  const theirs = acquaintances.findCard(rows, person)?.boxKeys.find(({ number }) => number === box)
  if (own === null || theirs === undefined) return null
  return memberKeyPair(own, theirs.publicKey, { author: ownBox, member: box }, place)?.publicKey ?? null
}

/** A roster may be older than the newest box keys. More pairs of keys than this are not tried. */
const MAX_PAIRS = 4
/** A gate can be of an era before that of its latest notice. */
const MAX_ERAS = 3

/** Returns how this member may be known at a station of an author, the likeliest name first. */
export function listGateNames(
  rows: Rows,
  { identity, acquaintances }: DeskParts,
  { notice: { audience, ref }, object, number, station }: AskedGate,
): GateName[] {
  const card = acquaintances.findCard(rows, ref.person)
  if (!('group' in audience) || card === null) return []
  const { group, era: latest } = audience
  const eras = listEras(rows, group).filter(({ era }) => era <= latest)
  return eras
    .slice(-MAX_ERAS)
    .toReversed()
    .flatMap((secrets) => {
      const handle = gateHandle(groupGateSecret(secrets), object, number)
      return listPairs(identity.card, card).flatMap((numbers) => {
        const own = identity.boxKeys.pair(numbers.member)
        const theirs = card.boxKeys.find((box) => box.number === numbers.author)!
        const place = { group, era: secrets.era, station }
        const key = own === null ? null : memberKeyPair(own, theirs.publicKey, numbers, place)
        return key === null ? [] : [{ handle, key }]
      })
    })
}

function listPairs(member: Card, author: Card): BoxNumbers[] {
  const newestFirst = (card: Card): number[] =>
    card.boxKeys.map(({ number }) => number).toSorted((one, other) => other - one)
  const pairs = newestFirst(author).flatMap((theirs) =>
    newestFirst(member).map((own) => ({ author: theirs, member: own })),
  )
  return pairs.slice(0, MAX_PAIRS)
}
