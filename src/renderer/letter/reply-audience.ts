// Whom a reply reaches: everyone who has the answered letter, or its author alone. Pure. The compose
// step; nobody is added whom this person cannot write to.
import type {
  Addressee,
  Contact,
  GroupSummary,
  Letter,
  LetterSummary,
  PersonId,
} from '../../core/contract/index.ts'
import { audienceOf, entryOf, groupIn, together } from '../audiences/index.ts'

/** The letter that is answered, as a row or opened. */
export type Answered = Pick<LetterSummary, 'from' | 'to' | 'subject'> & { ref: Letter['ref'] }

export interface ReplyAudience {
  /** Everyone with the letter whom this person can write to; of a group, the group. */
  all: string[]
  /** The author alone; null if it is oneself, or nobody to write to. */
  author: string | null
  /** Persons with the letter whom no reply reaches, because they are no contacts. */
  unreached: Addressee[]
}

export interface Known {
  me: PersonId | null
  contacts: readonly Contact[]
  groups: readonly GroupSummary[]
}

export function replyAudience({ from, to }: Answered, { me, contacts, groups }: Known): ReplyAudience {
  const canReach = (person: string | null): boolean =>
    contacts.some((contact) => contact.person === person && !contact.blocked)
  const author = from.person !== me && canReach(from.person) ? from.person : null
  const group = groups.find(
    ({ group, role, membership }) =>
      groupIn(to)?.group === group && role !== 'reader' && membership === 'member',
  )
  if (group !== undefined) return { all: [group.group], author, unreached: [] }
  const { isNoticed, row } = together(to)
  const others = to.map(entryOf).filter((entry) => !isNoticed || (entry !== me && canReach(entry)))
  return {
    all: [...new Set([...(author === null ? [] : [author]), ...others])],
    author,
    unreached: row.standsAlone ? [] : personsBeyond(canReach, me, [from, ...to]),
  }
}

function personsBeyond(
  canReach: (person: string | null) => boolean,
  me: PersonId | null,
  all: readonly Addressee[],
): Addressee[] {
  const beyond = all.filter(
    (one) => !audienceOf(one).standsAlone && one.person !== me && !canReach(one.person),
  )
  return [...new Map(beyond.map((one) => [one.person, one])).values()]
}
