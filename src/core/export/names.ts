// Names in an export: of persons as they are known here, and of files so that every system and every checker of manifests takes them.
import { equalBytes, toText } from '../base/index.ts'
import { safeFileName } from '../files/index.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Mailbox } from '../mail/index.ts'
import type { ObjectHeader } from '../store/index.ts'

export function mailboxOf(parts: LetterParts, person: Uint8Array): Mailbox {
  const { identity, addressBook, ledger } = parts
  const name = equalBytes(person, identity.person) ? identity.card.name : addressBook.nameOf(ledger, person)
  return { name, id: toText(person) }
}

/** Everybody whom an object was made for. */
export function addresseesOf(parts: LetterParts, { to, madeFor }: ObjectHeader): Mailbox[] {
  if (madeFor.kind === 'persons') return to.map((person) => mailboxOf(parts, person))
  if (madeFor.kind !== 'group') return [{ name: '', id: madeFor.kind }]
  return [{ name: parts.groups.nameOf(parts.ledger, madeFor.group), id: toText(madeFor.group) }]
}

const MAX_CHARS = 60
/** Eight letters. */
const MARK_BYTES = 5

/** A name with the start of the object's own behind it, so that no two are alike. No `%`: manifests give it a meaning. */
export function uniqueName(name: string, object: Uint8Array, ending = endingOf(name)): string {
  const stem = ending !== '' && name.endsWith(ending) ? name.slice(0, -ending.length) : name
  const short = Array.from(stem.replace(/[%/\\]/g, ' '))
    .slice(0, MAX_CHARS)
    .join('')
  const mark = toText(object.subarray(0, MARK_BYTES))
  return safeFileName(`${short.trim()} (${mark})${ending}`.trim().replace(/%/g, ' '))
}

/** With its dot; a long one is part of the name. */
function endingOf(name: string): string {
  return /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? ''
}

/** `2026-01`, by UTC. */
export function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7)
}

export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
