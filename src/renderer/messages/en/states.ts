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
    unknown: 'not known',
  } satisfies Record<LetterState, string>,
  /** Behind a reader's name, for the author. */
  ofReader: {
    held: 'held by you',
    scheduled: 'scheduled; knows nothing of it yet',
    notified: 'notified',
    referenced: 'opened',
    done: 'done',
    accepted: 'accepted',
    declined: 'declined',
    recalled: 'recalled before opening',
    expired: 'did not open it in time',
    recalling: 'recall under way',
    unknown: 'not known',
  } satisfies Record<ReaderState, string>,
  /** Behind a reader's name, where it is told who can read a letter. */
  ofAccess: {
    held: 'held back',
    scheduled: 'scheduled',
    notified: 'can open it',
    referenced: 'has opened it',
    done: 'opened, done',
    accepted: 'opened, accepted',
    declined: 'opened, declined',
    recalled: 'cannot open it any more',
    expired: 'its time ran out',
    recalling: 'being taken back',
    unknown: 'not known',
  } satisfies Record<ReaderState, string>,
  /** So many readers, where they differ. Who has only the notice is not told. */
  counts: {
    done: (count: string) => `${count} done`,
    accepted: (count: string) => `${count} accepted`,
    declined: (count: string) => `${count} declined`,
    held: (count: string) => `${count} held`,
    scheduled: (count: string) => `${count} scheduled`,
    recalled: (count: string) => `${count} recalled in time`,
    recalling: (count: string) => `${count} being recalled`,
    expired: (count: string) => `${count} ran out`,
    unknown: (count: string) => `${count} not known`,
  } satisfies Record<Exclude<ReaderState, 'referenced' | 'notified'>, (count: string) => string>,
  /** A row of one's own letter, once all its readers have reached the state. */
  mine: {
    notified: 'Notified · not opened yet',
    referenced: 'Opened',
    mixed: 'Differs by reader',
    held: 'Held by you · nobody can open it',
    scheduled: 'Scheduled · nobody knows of it yet',
    recalled: 'Recalled in time',
    recalling: 'Being recalled · the releaser has not answered yet',
    expired: 'Its time ran out unopened',
    done: 'Done',
    accepted: 'Accepted',
    declined: 'Declined',
    unknown: 'Not known whether it was opened',
  } satisfies Record<ReaderState | 'mixed', string>,
  /** When the state was reached, for the tooltip of a row. */
  since: {
    referenced: (when) => `Opened ${when}`,
    done: (when) => `Done by you, ${when}`,
    accepted: (when) => `Accepted by you, ${when}`,
    declined: (when) => `Declined by you, ${when}`,
    recalled: (when) => `Recalled ${when}`,
    expired: (when) => `Ran out ${when}`,
  } satisfies Since as Since,
  /** The same of one's own letter, once all its readers have reached it. */
  sinceMine: {
    notified: (when) => `Noticed ${when}`,
    referenced: (when) => `Opened ${when}`,
    done: (when) => `Done ${when}`,
    accepted: (when) => `Accepted ${when}`,
    declined: (when) => `Declined ${when}`,
    recalled: (when) => `Recalled by you, ${when}`,
    expired: (when) => `Ran out ${when}`,
    scheduled: (when) => `Goes out ${when}`,
  } satisfies Since as Since,
  /** What a reader can say of a letter. `marked` is told once the author will hear of it. */
  answers: {
    done: {
      act: 'Done',
      byMe: 'Done by you',
      youSaid: 'You said: done',
      marked: (name: string) => `Done; ${name} will know.`,
    },
    accepted: {
      act: 'Accept',
      byMe: 'Accepted by you',
      youSaid: 'You accepted',
      marked: (name: string) => `Accepted; ${name} will know.`,
    },
    declined: {
      act: 'Decline',
      byMe: 'Declined by you',
      youSaid: 'You declined',
      marked: (name: string) => `Declined; ${name} will know.`,
    },
  } satisfies Record<Answer, AnswerWords>,
}
