// Resolves a name in a call to a person, a group, `self`, `public` or a mail address. Writing, sharing, withdrawing
// and filtering use this one rule.
import { personAudience } from '../../access/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import { resolveContact, type Contact } from '../../contacts/index.ts'
import { defaultMode, ONESELF, type Recipients } from '../../delivery/index.ts'
import { showAddress } from '../../mail/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { PUBLIC_ENTRY, SELF_ENTRY } from '../../views/index.ts'
import { parseKeyText, toHex } from '../../base/index.ts'
import { correspondentKey, findCorrespondent } from '../../correspondents/index.ts'
import { parseTypedAddress } from '../../outside/index.ts'
import {
  isPublished,
  MAX_MAIL_READERS,
  PUBLIC_KEY,
  type Audience,
  type MailAddress,
} from '../../store/index.ts'

/** An audience as somebody named it: a mail address with its name. */
export interface NamedAudience extends Audience {
  mail?: MailAddress
}

/** @throws NOT_FOUND, AMBIGUOUS, INVALID if one of them cannot be combined with others */
export function resolveRecipients(home: OpenHome, to: readonly string[]): Recipients {
  const resolved = to.map((who) => resolveOne(home, who))
  const [first] = resolved
  if (first === null && resolved.length === 1) return ONESELF
  const table = home.parts.audiences
  const audiences = resolved.flatMap((one) => one ?? [])
  const byMail = listAddresses(audiences)
  const isMixed =
    audiences.length < resolved.length ||
    (audiences.length > 1 && audiences.some(({ kind }) => table[kind].standsAlone))
  if (isMixed)
    throw new EngineError(
      'INVALID',
      'A group, oneself and the public each stand alone: share it with more afterwards.',
    )
  return {
    audiences: audiences.map(({ kind, key }) => ({ kind, key })),
    madeFor: first ? table[first.kind].madeFor(first.key) : { kind: 'person' },
    ...(byMail.length === 0 ? {} : { byMail: { from: '', to: byMail } }),
  }
}

/** Without those that are named twice. @throws TOO_LARGE */
function listAddresses(audiences: readonly NamedAudience[]): MailAddress[] {
  const named = audiences.flatMap(({ key, mail }) =>
    mail === undefined ? [] : [[toHex(key), mail] as const],
  )
  const unique = [...new Map(named).values()]
  if (unique.length > MAX_MAIL_READERS)
    throw new EngineError('TOO_LARGE', `A letter goes to at most ${MAX_MAIL_READERS} mail addresses.`)
  return unique
}

/** @throws NOT_FOUND, AMBIGUOUS, INVALID if `who` is oneself */
export function resolveAudience(home: OpenHome, who: string): Audience {
  const audience = resolveOne(home, who)
  if (audience === null) throw new EngineError('INVALID', 'It is yours already.')
  return audience
}

/** Null means oneself. */
export function resolveOne(home: OpenHome, who: string): NamedAudience | null {
  if (who === 'self') return null
  if (who === 'public') return { kind: 'public', key: PUBLIC_KEY }
  // No name can stand for a mail address.
  const address = parseTypedAddress(who) ?? findAddressOf(home, who)
  if (address !== null) return { kind: 'correspondent', key: correspondentKey(address), mail: address }
  const group = home.groups.findNamed(who)
  const contact = findContact(home, who)
  if (group !== null && contact !== null)
    throw new EngineError('AMBIGUOUS', `A group and a person are called ${who}.`)
  if (group !== null) return { kind: 'group', key: group }
  if (contact !== null) return personAudience(contact.person)
  throw new EngineError('NOT_FOUND', `Nobody and no group is called ${who}.`)
}

/** @throws INVALID if the mode is controlled but the audience allows only open objects */
export function decideMode(
  audience: Audience,
  wanted: 'open' | 'controlled' | undefined,
): 'open' | 'controlled' {
  if (wanted === 'controlled' && isPublished(audience))
    throw new EngineError('INVALID', 'What is public is open.')
  return wanted ?? defaultMode([audience])
}

/** By the id under which a mail shows its people. */
function findAddressOf({ parts }: OpenHome, who: string): MailAddress | null {
  const key = parseKeyText(who)
  const known = key === null ? null : findCorrespondent(parts.ledger, key)
  return known === null ? null : parseTypedAddress(showAddress(known))
}

function findContact({ parts }: OpenHome, who: string): Contact | null {
  try {
    return resolveContact(parts.ledger, who)
  } catch (error) {
    if (isEngineError(error, 'NOT_FOUND')) return null
    throw error
  }
}

/**
 * Returns the key that filters a list by an audience that is not a person.
 * @throws NOT_FOUND, AMBIGUOUS
 */
export function resolveWideKey(home: OpenHome, who: string): Uint8Array {
  if (who === 'self') return SELF_ENTRY.key
  if (who === 'public') return PUBLIC_ENTRY.key
  const group = home.groups.findNamed(who)
  if (group === null) throw new EngineError('NOT_FOUND', `No group is called ${who}.`)
  return group
}
