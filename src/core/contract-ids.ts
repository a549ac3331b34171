// Between bytes inside and text at the contract: ids, persons with their names, times, refs.
import type { Audience, AudienceKind } from './access/index.ts'
import { equalBytes, parseText, toHex, toText } from './base/index.ts'
import type { Addressee, DeviceId, GroupId, IsoTime, Party, PersonId, RefText } from './contract/index.ts'
import { EngineError } from './contract/errors.ts'
import type { LetterParts } from './letters/index.ts'
import { formatRef, parseRef, refTail, type Ref } from './store/index.ts'

export const personId = (key: Uint8Array): PersonId => toText(key) as PersonId
export const deviceId = (key: Uint8Array): DeviceId => toText(key) as DeviceId
export const refText = (ref: Ref): RefText => formatRef(ref) as RefText
export const isoTime = (ms: number): IsoTime => new Date(ms).toISOString()
export const isoTimeOrNull = (ms: number | null): IsoTime | null => (ms === null ? null : isoTime(ms))
/** An id that is shown in hex; the caller names its brand. */
export const hexId = (key: Uint8Array): string => toHex(key)

/** A person with the name they are known by here; oneself by one's own. */
export function partyOf(parts: LetterParts, person: Uint8Array): Party {
  const { identity, addressBook, ledger } = parts
  const name = equalBytes(person, identity.person) ? identity.card.name : addressBook.nameOf(ledger, person)
  return { person: personId(person), name }
}

export const groupId = (key: Uint8Array): GroupId => toText(key) as GroupId

type Wide = Exclude<Addressee, Party>

/** Each kind of audience, and oneself, as it is told. */
const ADDRESSEES: Readonly<
  Record<AudienceKind | 'self', (parts: LetterParts, key: Uint8Array) => Addressee>
> = {
  person: partyOf,
  group: ({ groups, ledger }, key) => ({
    group: groupId(key),
    name: groups.nameOf(ledger, key),
    person: null,
  }),
  public: () => ({ person: 'public', name: 'public' }),
  self: () => ({ person: 'self', name: 'self' }),
}

/** An audience as it is told. */
export function tellAudience(parts: LetterParts, { kind, key }: Audience): Addressee {
  return ADDRESSEES[kind](parts, key)
}

/** An audience that is no person, as it is told. */
export function wideAddressee(
  parts: LetterParts,
  { kind, key }: { kind: Exclude<AudienceKind, 'person'> | 'self'; key: Uint8Array },
): Wide {
  return ADDRESSEES[kind](parts, key) as Wide
}

const MIN_REF_START = 6

/** The ref meant by its whole text or by an unambiguous start of it. @throws NOT_FOUND, AMBIGUOUS */
export async function resolveRef(parts: LetterParts, text: string): Promise<Ref> {
  const whole = parseRef(text)
  if (whole !== null) return whole
  const tail = refTail(text)
  const found = tail.length >= MIN_REF_START ? await parts.index.findByRefStart(tail) : []
  if (found.length > 1) throw new EngineError('AMBIGUOUS', 'Several letters begin so.')
  const ref = found[0] === undefined ? findFileRef(parts, tail) : parseRef(found[0].ref)
  if (ref === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  return ref
}

/** A file of mine is in no list of letters. @throws AMBIGUOUS */
function findFileRef({ store, ledger }: LetterParts, tail: string): Ref | null {
  const found = tail.length >= MIN_REF_START ? store.listByRefStart(ledger, tail) : []
  if (found.length > 1) throw new EngineError('AMBIGUOUS', 'Several files begin so.')
  return found[0] ?? null
}

/** The key of 32 bytes behind an id of the contract. @throws NOT_FOUND */
export function keyOf(id: string): Uint8Array {
  const key = /^[0-9a-f]+$/.test(id) ? Buffer.from(id, 'hex') : parseText(id)
  if (key === null) throw new EngineError('NOT_FOUND', 'There is nothing of that name.')
  return key
}
