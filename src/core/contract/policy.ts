// How a letter is given, as its author chooses. One value passes from the compose pane to the store
// and back.
// A new field is added here and to the schema `policy`. Drafts, letters and the ledger carry the
// whole value.
import type { IsoTime } from './ids.ts'

/**
 * `open`: the notice contains the key, and the author does not learn who opens the letter.
 * `controlled`: a device of the author releases the key on request.
 */
export type Mode = 'open' | 'controlled'

export interface Policy {
  /**
   * Null if the author has not chosen. A public letter is then open; any other letter is
   * controlled.
   */
  mode: Mode | null
  /** The readers see that the letter is urgent. */
  urgent: boolean
  /** No notice is sent before the author lets the letter go. */
  hold: boolean
  /** No notice is sent before this time. Null, or a time in the past, for at once. */
  at: IsoTime | null
  /** No key is released from this time on. Only for a controlled letter. */
  expires: IsoTime | null
  /**
   * The attached files that keep the location where they were taken: true for all of them, else a
   * list. Readers get copies of the other files without a location; PLACE_REMAINS if it cannot be
   * removed. A note to oneself always keeps it. Only the author sees this field.
   */
  keepPlace: boolean | string[]
}

/** The policy of a letter that was given, and whose mode is therefore decided. */
export interface GivenPolicy extends Policy {
  mode: Mode
}

/** The policy of a letter for which the author has chosen nothing. */
export const PLAIN_POLICY: Readonly<Policy> = {
  mode: null,
  urgent: false,
  hold: false,
  at: null,
  expires: null,
  keepPlace: false,
}
