// Every sentence about a state of a letter, in English.
import type { Answer, LetterState, ReaderState } from '../../../core/contract/index.ts'

/** A state that has no time of its own is left out. */
type Since = Partial<Record<LetterState, (when: string) => string>>

interface AnswerWords {
  act: string
  byMe: string
  youSaid: string
  marked: (name: string) => string
}

export const states = {
  /** In one or two words: the name of its glyph. */
  names: {
    sealed: 'sealed',
    held: 'held',
    scheduled: 'scheduled',
    notified: 'notified',
    referenced: 'opened',
    done: 'done',
    accepted: 'accepted',
    declined: 'declined',
    recalled: 'recalled',
    recalling: 'being recalled',
    expired: 'expired',
    mixed: 'differs by reader',
    draft: 'draft',
    stored: 'only you',
    public: 'public',
    unknown: 'unknown',
  } satisfies Record<LetterState, string>,
  /** Behind a reader's name, for the author. */
  ofReader: {
    held: 'held by you',
    scheduled: 'scheduled; not notified yet',
    notified: 'notified',
    referenced: 'opened',
    done: 'done',
    accepted: 'accepted',
    declined: 'declined',
    recalled: 'recalled before opening',
    expired: 'didn’t open it in time',
    recalling: 'being recalled',
    unknown: 'unknown',
  } satisfies Record<ReaderState, string>,
  /** Behind a reader's name, where it is told who can read a letter. */
  ofAccess: {
    held: 'on hold',
    scheduled: 'scheduled',
    notified: 'can open it',
    referenced: 'has opened it',
    done: 'opened, done',
    accepted: 'opened, accepted',
    declined: 'opened, declined',
    recalled: 'can no longer open it',
    expired: 'didn’t open it in time',
    recalling: 'being recalled',
    unknown: 'unknown',
  } satisfies Record<ReaderState, string>,
  /** So many readers, where they differ. Who has only the notice is not told. */
  counts: {
    done: (count: string) => `${count} done`,
    accepted: (count: string) => `${count} accepted`,
    declined: (count: string) => `${count} declined`,
    held: (count: string) => `${count} held`,
    scheduled: (count: string) => `${count} scheduled`,
    recalled: (count: string) => `${count} recalled`,
    recalling: (count: string) => `${count} being recalled`,
    expired: (count: string) => `${count} expired`,
    unknown: (count: string) => `${count} unknown`,
  } satisfies Record<Exclude<ReaderState, 'referenced' | 'notified'>, (count: string) => string>,
  /** A row of one's own letter, once all its readers have reached the state. */
  mine: {
    notified: 'Notified · not opened yet',
    referenced: 'Opened',
    mixed: 'Differs by reader',
    held: 'Held by you · nobody can open it',
    scheduled: 'Scheduled · nobody is notified yet',
    recalled: 'Recalled before opening',
    recalling: 'Being recalled · not certain yet',
    expired: 'Expired before opening',
    done: 'Done',
    accepted: 'Accepted',
    declined: 'Declined',
    unknown: 'Unknown whether it was opened',
  } satisfies Record<ReaderState | 'mixed', string>,
  /** When the state was reached, for the tooltip of a row. */
  since: {
    referenced: (when) => `Opened ${when}`,
    done: (when) => `You marked it done, ${when}`,
    accepted: (when) => `You accepted, ${when}`,
    declined: (when) => `You declined, ${when}`,
    recalled: (when) => `Recalled ${when}`,
    expired: (when) => `Expired ${when}`,
  } satisfies Since as Since,
  /** The same of one's own letter, once all its readers have reached it. */
  sinceMine: {
    notified: (when) => `Notified ${when}`,
    referenced: (when) => `Opened ${when}`,
    done: (when) => `Done ${when}`,
    accepted: (when) => `Accepted ${when}`,
    declined: (when) => `Declined ${when}`,
    recalled: (when) => `You recalled it, ${when}`,
    expired: (when) => `Expired ${when}`,
    scheduled: (when) => `Sends ${when}`,
  } satisfies Since as Since,
  /** What a reader can say of a letter. `marked` is told once the author will hear of it. */
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
  } satisfies Record<Answer, AnswerWords>,
}
