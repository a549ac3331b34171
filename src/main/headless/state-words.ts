// The words for the contract's ids on a terminal, the same as on the page. --json keeps the ids,
// because scripts depend on them.
import type {
  Album,
  GroupRole,
  LetterState,
  LetterSummary,
  Membership,
  Mode,
  ObjectAudience,
  Outcome,
} from '../../core/contract/index.ts'
import { flagFor } from './fields.ts'
import { cleanLine, cutToColumns } from './screen.ts'

/** An id that is a common word stays as it is. */
const STATES: Partial<Record<LetterState, string>> = {
  referenced: 'opened',
  recalling: 'being recalled',
  holding: 'being held',
  'letting-go': 'being let go',
  mixed: 'differs by reader',
  stored: 'only you',
}

export const stateWord = (state: LetterState): string => STATES[state] ?? state

const ANSWER_COLUMNS = 32

/** The state of a letter in a list, with the words of this person's answer. */
export function summaryWord({ state, answer }: Pick<LetterSummary, 'state' | 'answer'>): string {
  const word = stateWord(state)
  return answer === null ? word : `${word}: ${cutToColumns(cleanLine(answer), ANSWER_COLUMNS)}`
}

const OUTCOMES: Partial<Record<Outcome, string>> = {
  recalling: 'being recalled',
  holding: 'being held',
}
export const outcomeWord = (outcome: Outcome): string => OUTCOMES[outcome] ?? outcome

const MODES: Record<Mode, string> = {
  controlled: 'the sender sees who opens it',
  open: 'nobody sees who opens it',
}
export const modeWord = (mode: Mode): string => MODES[mode]

/** The option of each command that gives a letter or an album to readers. */
export const OPEN = flagFor(
  'open',
  'nobody sees who opened it; the key goes out with the notice, so you cannot hold or recall it',
)

const ORIGINS: Record<ObjectAudience['origin'], string> = { sent: 'addressed', shared: 'shared later' }
export const originWord = (origin: ObjectAudience['origin']): string => ORIGINS[origin]

const ROLES: Record<GroupRole, string> = {
  owner: 'owner',
  poster: 'can post',
  reader: 'can read and reply',
}
export const roleWord = (role: GroupRole): string => ROLES[role]

const MEMBERSHIPS: Record<Exclude<Membership, 'member'>, string> = {
  asked: 'waiting for approval',
  left: 'you left it',
  removed: 'you are no longer in it',
}

export function membershipWord(membership: Membership, role: GroupRole): string {
  return membership === 'member' ? roleWord(role) : MEMBERSHIPS[membership]
}

const ALBUMS: Partial<Record<Album['state'], string>> = { mine: 'yours', sealed: 'not opened' }
export const albumWord = (state: Album['state']): string => ALBUMS[state] ?? state
