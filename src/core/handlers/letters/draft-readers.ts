// The readers of a draft: maps a caller's names to keys, and keys to the contract's types.
// The compose step. A name is resolved only here. A name that stays unresolved is kept as text and
// receives nothing.
import { parseKeyText, toHex, toText } from '../../base/index.ts'
import { isEngineError } from '../../contract/errors.ts'
import type { Addressee, PersonId } from '../../contract/index.ts'
import { correspondentKey } from '../../correspondents/index.ts'
import { draftReaderOf, type DraftReader, type DraftText, type LetterParts } from '../../letters/index.ts'
import { showAddress } from '../../mail/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { describeAudience, personId, wideAddressee } from '../../contract-ids.ts'
import { resolveOne } from './recipients.ts'

type Readers = Pick<DraftText, 'to' | 'typed'>

/** A name that matches nobody or several persons stays as typed. */
export function resolveDraftReaders(home: OpenHome, to: readonly string[]): Readers {
  const resolved = to.map((who) => ({ who, reader: resolve(home, who) }))
  return {
    to: resolved.flatMap(({ reader }) => reader ?? []),
    typed: resolved.flatMap(({ who, reader }) => (reader === null ? [who] : [])),
  }
}

function resolve(home: OpenHome, who: string): DraftReader | null {
  try {
    const audience = resolveOne(home, who)
    if (audience === null) return { kind: 'self' }
    return draftReaderOf(audience)
  } catch (error) {
    if (!isEngineError(error)) throw error
    // Keep a person who is not a contact too; sending refuses them.
    const key = parseKeyText(who)
    return key === null ? null : { kind: 'person', key: toHex(key) }
  }
}

/** Returns the readers in the form that `letters.send` accepts. */
export function describeDraftReaders({ to }: Pick<DraftText, 'to'>): string[] {
  return to.map((reader) => {
    if (reader.kind === 'correspondent') return showAddress(reader)
    return 'key' in reader ? toText(keyOf(reader)) : reader.kind
  })
}

/**
 * Returns the readers under their current names. Unresolved names appear as typed, without an id.
 */
export function describeDraftAddressees(parts: LetterParts, { to, typed }: Readers): Addressee[] {
  return [
    ...to.map((reader) => describeAddressee(parts, reader)),
    ...typed.map((name): Addressee => ({ person: '' as PersonId, name })),
  ]
}

function describeAddressee(parts: LetterParts, reader: DraftReader): Addressee {
  if (reader.kind === 'correspondent') {
    const { name, address } = reader
    return { person: personId(correspondentKey(reader)), name: name || address, address }
  }
  if (!('key' in reader)) return wideAddressee(parts, { kind: reader.kind, key: new Uint8Array(0) })
  return describeAudience(parts, { kind: reader.kind, key: keyOf(reader) })
}

function keyOf({ key }: Extract<DraftReader, { key: string }>): Uint8Array {
  return Buffer.from(key, 'hex')
}
