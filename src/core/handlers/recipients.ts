// Whom a name typed in a call means: a person, a group, `self` or `public`. One rule for writing, sharing, withdrawing and narrowing.
import { PUBLIC_KEY, type Audience } from '../access/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { Contact } from '../contacts/index.ts'
import type { NewAudience, Recipients } from '../delivery/index.ts'
import type { OpenHome } from '../open-home.ts'
import { PUBLIC_ENTRY, SELF_ENTRY } from '../views/index.ts'

/** @throws NOT_FOUND, AMBIGUOUS, INVALID when one of them must stand alone */
export function resolveRecipients(home: OpenHome, to: readonly string[]): Recipients {
  const resolved = to.map((who) => resolveOne(home, who))
  const [first] = resolved
  if (resolved.length === 1 && first !== undefined && first.kind !== 'person') return first
  const contacts = resolved.flatMap((one) => (one.kind === 'person' ? [one.contact] : []))
  if (contacts.length < resolved.length)
    throw new EngineError(
      'INVALID',
      'A group, oneself and the public each stand alone: share it with more afterwards.',
    )
  return { kind: 'persons', to: contacts }
}

/** @throws NOT_FOUND, AMBIGUOUS, INVALID for oneself */
export function resolveAudience(home: OpenHome, who: string): NewAudience {
  const recipients = resolveRecipients(home, [who])
  if (recipients.kind === 'self') throw new EngineError('INVALID', 'It is yours already.')
  return recipients
}

type Resolved = { kind: 'person'; contact: Contact } | Exclude<Recipients, { kind: 'persons' }>

function resolveOne(home: OpenHome, who: string): Resolved {
  if (who === 'self' || who === 'public') return { kind: who }
  const group = home.groups.findNamed(who)
  const contact = findContact(home, who)
  if (group !== null && contact !== null)
    throw new EngineError('AMBIGUOUS', `A group and a person are called ${who}.`)
  if (group !== null) return { kind: 'group', group }
  if (contact !== null) return { kind: 'person', contact }
  throw new EngineError('NOT_FOUND', `Nobody and no group is called ${who}.`)
}

function findContact({ parts }: OpenHome, who: string): Contact | null {
  try {
    return parts.addressBook.resolve(who)
  } catch (error) {
    if (isEngineError(error, 'NOT_FOUND')) return null
    throw error
  }
}

/** The key by which a list is narrowed to an audience that is no person. @throws NOT_FOUND, AMBIGUOUS */
export function resolveWideKey(home: OpenHome, who: string): Uint8Array {
  if (who === 'self') return SELF_ENTRY.key
  if (who === 'public') return PUBLIC_ENTRY.key
  const group = home.groups.findNamed(who)
  if (group === null) throw new EngineError('NOT_FOUND', `No group is called ${who}.`)
  return group
}

/** The audience that is meant, by its key. */
export function nameAudience(audience: NewAudience): Audience {
  if (audience.kind === 'public') return { kind: 'public', key: PUBLIC_KEY }
  if (audience.kind === 'group') return { kind: 'group', key: audience.group }
  return { kind: 'person', key: audience.to[0]!.person }
}
