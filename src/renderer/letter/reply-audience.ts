// Whom a reply reaches: everyone who has the answered letter, or its author alone; of a mail those whom
// it names for that. Pure. The compose
// step; nobody is added whom this person cannot write to.
import type {
  Addressee,
  AnswerTo,
  Contact,
  GroupSummary,
  Letter,
  LetterSummary,
  PersonId,
} from '../../core/contract/index.ts'
import { audienceOf, entryFor, entryOf, groupIn, together } from '../audiences/index.ts'
import { canWriteTo, resolveReaders } from '../state/readers.ts'

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

/** True for a letter that names people by mail addresses: a mail, or an own letter to some. */
export function namesAddresses({
  from,
  to,
}: Pick<Answered, 'to'> & { from: Answered['from'] | null }): boolean {
  return [...(from === null ? [] : [from]), ...to].some(
    (one) => 'address' in one && one.address !== undefined,
  )
}

/** Null for a mail that names several for an answer to its sender: they are not told apart from all. */
export function mailAudience({ sender, all }: AnswerTo): ReplyAudience {
  return { all, author: sender.length === 1 ? sender[0]! : null, unreached: [] }
}

export function replyAudience({ from, to }: Answered, { me, contacts, groups }: Known): ReplyAudience {
  /** Of those that can be beside others: a group and everyone are answered as a whole. */
  const isReached = (one: Addressee): boolean =>
    !audienceOf(one).standsAlone && resolveReaders([entryFor(one)], contacts, groups).every(canWriteTo)
  const author = from.person !== me && isReached(from) ? entryFor(from) : null
  const group = groups.find(
    ({ group, role, membership }) =>
      groupIn(to)?.group === group && role !== 'reader' && membership === 'member',
  )
  if (group !== undefined) return { all: [group.group], author, unreached: [] }
  const { isNoticed, row } = together(to)
  const others = to.filter((one) => !isNoticed || (entryOf(one) !== me && isReached(one))).map(entryFor)
  return {
    all: [...new Set([...(author === null ? [] : [author]), ...others])],
    author,
    unreached: row.standsAlone ? [] : personsBeyond(isReached, me, [from, ...to]),
  }
}

function personsBeyond(
  isReached: (one: Addressee) => boolean,
  me: PersonId | null,
  all: readonly Addressee[],
): Addressee[] {
  const beyond = all.filter((one) => !audienceOf(one).standsAlone && entryOf(one) !== me && !isReached(one))
  return [...new Map(beyond.map((one) => [entryOf(one), one])).values()]
}
