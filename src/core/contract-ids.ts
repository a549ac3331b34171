// Converts between internal bytes and the contract's text: ids, persons with their names, times,
// refs.
import { equalBytes, parseText, toHex, toText } from './base/index.ts'
import type {
  Addressee,
  Correspondent,
  DeviceId,
  GroupId,
  IsoTime,
  Party,
  PersonId,
  RefText,
} from './contract/index.ts'
import { EngineError } from './contract/errors.ts'
import { findCorrespondent } from './correspondents/index.ts'
import { listDeletions } from './delivery/index.ts'
import type { LetterParts } from './letters/index.ts'
import {
  formatRef,
  parseRef,
  refTail,
  type Ref,
  type Audience,
  type AudienceKind,
  type WideKind,
} from './store/index.ts'

export const personId = (key: Uint8Array): PersonId => toText(key) as PersonId
export const deviceId = (key: Uint8Array): DeviceId => toText(key) as DeviceId
export const refText = (ref: Ref): RefText => formatRef(ref) as RefText
export const isoTime = (ms: number): IsoTime => new Date(ms).toISOString()
export const isoTimeOrNull = (ms: number | null): IsoTime | null => (ms === null ? null : isoTime(ms))
/** An id that is shown in hex. The caller gives it its branded type. */
export const hexId = (key: Uint8Array): string => toHex(key)

/**
 * Returns a person with their name: this person's own name, or the name under which the other is
 * known here. A correspondent has an address too.
 */
export function partyOf(parts: LetterParts, person: Uint8Array): Correspondent {
  const { identity, addressBook, ledger } = parts
  if (equalBytes(person, identity.person)) return { person: personId(person), name: identity.card.name }
  const correspondent = findCorrespondent(ledger, person)
  if (correspondent === null) return { person: personId(person), name: addressBook.nameOf(ledger, person) }
  const { name, address } = correspondent
  return { person: personId(person), name: name || address, ...(address === '' ? {} : { address }) }
}

export const groupId = (key: Uint8Array): GroupId => toText(key) as GroupId

type Wide = Exclude<Addressee, Party>

/** Maps each kind of audience, and oneself, to its contract type. */
const ADDRESSEES: Readonly<
  Record<AudienceKind | 'self', (parts: LetterParts, key: Uint8Array) => Addressee>
> = {
  person: partyOf,
  correspondent: partyOf,
  group: ({ groups, ledger }, key) => ({
    group: groupId(key),
    name: groups.nameOf(ledger, key),
    person: null,
  }),
  public: () => ({ person: 'public', name: 'public' }),
  self: () => ({ person: 'self', name: 'self' }),
}

/** Maps an audience to its contract type. */
export function describeAudience(parts: LetterParts, { kind, key }: Audience): Addressee {
  return ADDRESSEES[kind](parts, key)
}

/** Maps an audience that is not a person to its contract type. */
export function wideAddressee(
  parts: LetterParts,
  { kind, key }: { kind: WideKind | 'self'; key: Uint8Array },
): Wide {
  return ADDRESSEES[kind](parts, key) as Wide
}

const MIN_REF_START = 6

/**
 * Finds a ref by its whole text or by an unambiguous start of it.
 * @throws NOT_FOUND, AMBIGUOUS
 */
export async function resolveRef(parts: LetterParts, text: string): Promise<Ref> {
  const whole = parseRef(text)
  if (whole !== null) return whole
  const tail = refTail(text)
  const found = tail.length >= MIN_REF_START ? await parts.index.findByRefStart(tail) : []
  if (found.length > 1) throw new EngineError('AMBIGUOUS', 'Several letters begin so.')
  const ref = found[0] === undefined ? findOtherRef(parts, tail) : parseRef(found[0].ref)
  if (ref === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  return ref
}

/**
 * Own files are not in the index of letters, so look in the store, and among what was deleted.
 * @throws AMBIGUOUS
 */
function findOtherRef({ store, ledger }: LetterParts, tail: string): Ref | null {
  if (tail.length < MIN_REF_START) return null
  const deleted = listDeletions(ledger).map(({ ref }) => ref)
  const found = [
    ...store.listByRefStart(ledger, tail),
    ...deleted.filter((ref) => refTail(formatRef(ref)).startsWith(tail)),
  ]
  if (found.length > 1) throw new EngineError('AMBIGUOUS', 'Several files begin so.')
  return found[0] ?? null
}

/**
 * Returns the 32-byte key that an id of the contract encodes.
 * @throws NOT_FOUND
 */
export function keyOf(id: string): Uint8Array {
  const key = /^[0-9a-f]+$/.test(id) ? Buffer.from(id, 'hex') : parseText(id)
  if (key === null) throw new EngineError('NOT_FOUND', 'There is nothing of that name.')
  return key
}
