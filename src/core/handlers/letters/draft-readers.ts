// Whom a draft is for: from what a caller gives to keys, and from keys to what the contract tells.
// The compose step. A name is resolved here, once; what a draft keeps of a name addresses nobody.
import { parseKeyText, toHex, toText } from '../../base/index.ts'
import { isEngineError } from '../../contract/errors.ts'
import type { Addressee, PersonId } from '../../contract/index.ts'
import { draftReaderOf, type DraftReader, type DraftText, type LetterParts } from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { tellAudience, wideAddressee } from '../../contract-ids.ts'
import { resolveOne } from './recipients.ts'

type Readers = Pick<DraftText, 'to' | 'typed'>

/** What means nobody, or several, stays as it was typed. */
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
    // Somebody who is no contact is kept too, and refused when it is sent.
    const key = parseKeyText(who)
    return key === null ? null : { kind: 'person', key: toHex(key) }
  }
}

/** As `letters.send` takes them. */
export function tellDraftReaders({ to }: Pick<DraftText, 'to'>): string[] {
  return to.map((reader) => ('key' in reader ? toText(keyOf(reader)) : reader.kind))
}

/** As they are called now; what was typed is shown as it is, and has no id. */
export function tellDraftAddressees(parts: LetterParts, { to, typed }: Readers): Addressee[] {
  return [
    ...to.map((reader) => tellAddressee(parts, reader)),
    ...typed.map((name): Addressee => ({ person: '' as PersonId, name })),
  ]
}

function tellAddressee(parts: LetterParts, reader: DraftReader): Addressee {
  if (!('key' in reader)) return wideAddressee(parts, { kind: reader.kind, key: new Uint8Array(0) })
  return tellAudience(parts, { kind: reader.kind, key: keyOf(reader) })
}

function keyOf({ key }: Extract<DraftReader, { key: string }>): Uint8Array {
  return Buffer.from(key, 'hex')
}
