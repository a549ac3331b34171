// The words for the contract's ids on a terminal. --json keeps the ids, because scripts depend on
// them.
import type {
  Album,
  GroupRole,
  LetterState,
  Membership,
  Mode,
  ObjectAudience,
} from '../../core/contract/index.ts'

/** An id that is a common word stays as it is. */
const STATES: Partial<Record<LetterState, string>> = {
  referenced: 'opened',
  recalling: 'being recalled',
  unknown: 'not known',
  mixed: 'not the same for all',
  stored: 'kept for yourself',
}

export const stateWord = (state: LetterState): string => STATES[state] ?? state

const MODES: Record<Mode, string> = { controlled: 'can be recalled', open: 'cannot be recalled' }
export const modeWord = (mode: Mode): string => MODES[mode]

const ORIGINS: Record<ObjectAudience['origin'], string> = { sent: 'sent to them', shared: 'shared later' }
export const originWord = (origin: ObjectAudience['origin']): string => ORIGINS[origin]

const ROLES: Record<GroupRole, string> = { owner: 'owner', poster: 'may post', reader: 'reads only' }
export const roleWord = (role: GroupRole): string => ROLES[role]

const MEMBERSHIPS: Record<Exclude<Membership, 'member'>, string> = {
  asked: 'asked to join',
  left: 'you left it',
  removed: 'you were removed',
}

export function membershipWord(membership: Membership, role: GroupRole): string {
  return membership === 'member' ? roleWord(role) : MEMBERSHIPS[membership]
}

const ALBUMS: Partial<Record<Album['state'], string>> = { mine: 'yours', sealed: 'not opened' }
export const albumWord = (state: Album['state']): string => ALBUMS[state] ?? state
