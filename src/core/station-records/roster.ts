// Rosters: which members of a group may ask a station for the shares of its customer's posts. An
// author gives each station one roster for each era of a group, and its changes. A gate of a post
// names a roster in place of a reader.
import { key32, listUpTo, oneOf, part, record, uint } from '../base/index.ts'

/** In one request. A larger roster takes several requests, in any order. */
export const MAX_ROSTER_CHANGES = 256
/** In one request. */
export const MAX_REMOVALS = 32
export const MAX_REMOVAL_BYTES = 640
/** As many stations as one set has. */
const MAX_ROSTERS_ELSEWHERE = 7

interface RosterKey {
  /** The member key at this station. */
  readonly key: Uint8Array
  /** `removalCheck` of the hash of the member's removal token. */
  readonly check: Uint8Array
  /** The member may ask for gates of this epoch and later ones. */
  readonly epoch: number
}

/** Changes of one roster. The order of two requests does not matter: a struck key stays struck. */
export interface RosterPut {
  readonly roster: Uint8Array
  readonly members: readonly RosterKey[]
  /** Keys that may not ask any longer. */
  readonly struck: readonly Uint8Array[]
}

export const rosterKeyEncoding = part('roster key', { key: key32, check: key32, epoch: uint })
/** Sent. */
export const rosterPutForm = record('roster put', {
  roster: key32,
  members: listUpTo(rosterKeyEncoding, MAX_ROSTER_CHANGES),
  struck: listUpTo(key32, MAX_ROSTER_CHANGES),
})

/** `kept`: all changes are on the disk. Otherwise none is. Sent by position: append only. */
const ROSTER_ANSWERS = ['kept', 'quota', 'fenced'] as const
export type RosterAnswer = (typeof ROSTER_ANSWERS)[number]

/** Sent. */
export const rosterPutAnswerForm = record('roster put answer', { answer: oneOf(ROSTER_ANSWERS) })

/** The name that another station of the same author has for this roster. */
export interface RosterAt {
  readonly station: Uint8Array
  readonly roster: Uint8Array
}

/**
 * The proof that a member was removed: the token whose hash the group's records had, published by
 * the owner with the removal. Anybody may deliver it to a station that has the member on a roster.
 * It passes it on to the other stations of its customer.
 */
export interface Removal {
  readonly roster: Uint8Array
  readonly token: Uint8Array
  readonly elsewhere: readonly RosterAt[]
}

export const rosterAtEncoding = part('roster at', { station: key32, roster: key32 })
/** Persisted and sent. */
export const removalForm = record('removal', {
  roster: key32,
  token: key32,
  elsewhere: listUpTo(rosterAtEncoding, MAX_ROSTERS_ELSEWHERE),
})
