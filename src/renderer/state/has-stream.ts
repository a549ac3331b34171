// Whether what was said has a stream to be shown in: a conversation of this person, or the talk with a
// contact. After receive.
import type { Addressee, LetterSummary, PersonId } from '../../core/contract/index.ts'
import { entryOf, groupIn } from '../audiences/index.ts'
import type { Groups } from './groups.svelte.ts'
import type { People } from './people.svelte.ts'
import { isSaid } from './talk-entries.ts'

/** A group, or a contact. */
export type TalkParty = Extract<Addressee, { group: unknown }> | (Addressee & { person: PersonId })

export interface Partners {
  groups: Groups
  people: People
}

export function hasStream({ groups, people }: Partners, partner: Addressee): boolean {
  const group = groupIn([partner])?.group
  if (group !== undefined) return groups.find(group)?.style === 'conversation'
  return people.contacts?.some(({ person }) => person === entryOf(partner)) === true
}

/** The talk in which this letter was said. Null for any other letter, and without a stream. */
export function talkOf(partners: Partners, letter: LetterSummary, me: PersonId | null): TalkParty | null {
  if (!isSaid(letter)) return null
  const [first] = letter.to
  const partner = groupIn(letter.to) ?? (letter.from.person === me ? first : letter.from)
  if (partner === undefined || !hasStream(partners, partner)) return null
  return partner as TalkParty
}
