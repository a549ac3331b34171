// The states of a letter, in English.
import type { Answer, LetterState, ReaderState } from '../../../core/contract/index.ts'

/** Omits the states without a time. */
type Since = Partial<Record<LetterState, (when: string) => string>>

interface AnswerWords {
  act: string
  byMe: string
  youSaid: string
  marked: (name: string) => string
}

export const states = {
  /** The accessible name of the state's icon. */
  /** A sealed letter that nobody can hand over now. */
  sealedAway: 'sealed; its author is offline',
  names: {
    sealed: 'sealed',
    held: 'held',
    holding: 'being held',
    'letting-go': 'being released',
    scheduled: 'scheduled',
    notified: 'notified',
    referenced: 'opened',
    done: 'done',
    accepted: 'accepted',
    declined: 'declined',
    confirmed: 'confirmed',
    recalled: 'recalled',
    recalling: 'being recalled',
    expired: 'expired',
    mixed: 'differs by reader',
    draft: 'draft',
    stored: 'only you',
    public: 'public',
    unknown: 'unknown',
  } satisfies Record<LetterState, string>,
  /** After a reader's name, in the author's view. */
  ofReader: {
    held: 'held by you',
    holding: 'being held; some stations may still release it',
    'letting-go': 'being released; some stations still hold it',
    scheduled: 'scheduled; not notified yet',
    notified: 'notified',
    referenced: 'opened',
    done: 'done',
    accepted: 'accepted',
    declined: 'declined',
    confirmed: 'confirmed',
    recalled: 'recalled before opening',
    expired: 'didn’t open it in time',
    recalling: 'being recalled',
    unknown: 'unknown',
  } satisfies Record<ReaderState, string>,
  /** After a reader's name, in “Who can read this?”. */
  ofAccess: {
    held: 'on hold',
    holding: 'being put on hold',
    'letting-go': 'being released',
    scheduled: 'scheduled',
    notified: 'can open it',
    referenced: 'has opened it',
    done: 'opened, done',
    accepted: 'opened, accepted',
    declined: 'opened, declined',
    confirmed: 'opened, confirmed',
    recalled: 'can no longer open it',
    expired: 'didn’t open it in time',
    recalling: 'being recalled',
    unknown: 'unknown',
  } satisfies Record<ReaderState, string>,
  /** Counts if the states differ. The notified and the opened are counted elsewhere. */
  counts: {
    done: (count: string) => `${count} done`,
    accepted: (count: string) => `${count} accepted`,
    declined: (count: string) => `${count} declined`,
    confirmed: (count: string) => `${count} confirmed`,
    held: (count: string) => `${count} held`,
    holding: (count: string) => `${count} being held`,
    'letting-go': (count: string) => `${count} being released`,
    scheduled: (count: string) => `${count} scheduled`,
    recalled: (count: string) => `${count} recalled`,
    recalling: (count: string) => `${count} being recalled`,
    expired: (count: string) => `${count} expired`,
    unknown: (count: string) => `${count} unknown`,
  } satisfies Record<Exclude<ReaderState, 'referenced' | 'notified'>, (count: string) => string>,
  /** In the row of an own letter whose readers all have this state. */
  mine: {
    notified: 'Sent · not opened yet',
    referenced: 'Opened',
    mixed: 'Differs by reader',
    held: 'Held by you · nobody can open it',
    holding: 'Being held · not certain yet',
    'letting-go': 'Being released · some stations still hold it',
    scheduled: 'Scheduled · nobody is notified yet',
    recalled: 'Recalled before opening',
    recalling: 'Being recalled · not certain yet',
    expired: 'Expired before opening',
    done: 'Done',
    accepted: 'Accepted',
    declined: 'Declined',
    confirmed: 'Confirmed',
    unknown: 'Unknown whether it was opened',
  } satisfies Record<ReaderState | 'mixed', string>,
  /** The time of the state, in the tooltip of a row. */
  since: {
    referenced: (when) => `Opened ${when}`,
    done: (when) => `You marked it done, ${when}`,
    accepted: (when) => `You accepted, ${when}`,
    declined: (when) => `You declined, ${when}`,
    confirmed: (when) => `You confirmed it, ${when}`,
    recalled: (when) => `Recalled ${when}`,
    expired: (when) => `Expired ${when}`,
  } satisfies Since as Since,
  /** The same for an own letter whose readers all have this state. */
  sinceMine: {
    notified: (when) => `Notified ${when}`,
    referenced: (when) => `Opened ${when}`,
    done: (when) => `Done ${when}`,
    accepted: (when) => `Accepted ${when}`,
    declined: (when) => `Declined ${when}`,
    confirmed: (when) => `Confirmed ${when}`,
    recalled: (when) => `You recalled it, ${when}`,
    expired: (when) => `Expired ${when}`,
    scheduled: (when) => `Sends ${when}`,
  } satisfies Since as Since,
  /** The answers of a reader. `marked` confirms one that the author will see. */
  answers: {
    done: {
      act: 'Done',
      byMe: 'You marked it done',
      youSaid: 'You marked it done',
      marked: (name: string) => `Marked as done. ${name} will see it.`,
    },
    accepted: {
      act: 'Accept',
      byMe: 'You accepted',
      youSaid: 'You accepted',
      marked: (name: string) => `Accepted. ${name} will see it.`,
    },
    declined: {
      act: 'Decline',
      byMe: 'You declined',
      youSaid: 'You declined',
      marked: (name: string) => `Declined. ${name} will see it.`,
    },
    confirmed: {
      act: 'Confirm',
      byMe: 'You confirmed it',
      youSaid: 'You confirmed it',
      marked: (name: string) => `Confirmed. ${name} will see it.`,
    },
  } satisfies Record<Answer, AnswerWords>,
}
