// Rosters: which members of a group may ask a station for the shares of its customer's posts. An
// author gives each station one roster for each era of a group, and its changes. A gate of a post
// names a roster in place of a reader.
import { key32, listUpTo, oneOf, part, record, uint, type EncodedBy } from '../base/index.ts'

/** In one request. A larger roster takes several requests, in any order. */
export const MAX_ROSTER_CHANGES = 256
/** In one request. */
export const MAX_REMOVALS = 32
export const MAX_REMOVAL_BYTES = 640
/** As many stations as one set has. */
const MAX_ROSTERS_ELSEWHERE = 7

export const rosterKeyEncoding = part('roster key', {
  /** The member key at this station. */
  key: key32,
  /** `removalCheck` of the hash of the member's removal token. */
  check: key32,
  /** The member may ask for gates of this epoch and later ones. */
  epoch: uint,
})
/** Sent. */
export const rosterPutForm = record('roster put', {
  roster: key32,
  members: listUpTo(rosterKeyEncoding, MAX_ROSTER_CHANGES),
  /** Keys that may not ask any longer. */
  struck: listUpTo(key32, MAX_ROSTER_CHANGES),
})

/** Changes of one roster. The order of two requests does not matter: a struck key stays struck. */
export type RosterPut = EncodedBy<typeof rosterPutForm>

/** `kept`: all changes are on the disk. Otherwise none is. Sent by position: append only. */
const ROSTER_ANSWERS = ['kept', 'quota', 'fenced'] as const
export type RosterAnswer = (typeof ROSTER_ANSWERS)[number]

/** Sent. */
export const rosterPutAnswerForm = record('roster put answer', { answer: oneOf(ROSTER_ANSWERS) })

export const rosterAtEncoding = part('roster at', { station: key32, roster: key32 })

/** The name that another station of the same author has for this roster. */
export type RosterAt = EncodedBy<typeof rosterAtEncoding>
/** Persisted and sent. */
export const removalForm = record('removal', {
  roster: key32,
  token: key32,
  elsewhere: listUpTo(rosterAtEncoding, MAX_ROSTERS_ELSEWHERE),
})

/**
 * The proof that a member was removed: the token whose hash the group's records had, published by
 * the owner with the removal. Anybody may deliver it to a station that has the member on a roster.
 * It passes it on to the other stations of its customer.
 */
export type Removal = EncodedBy<typeof removalForm>
