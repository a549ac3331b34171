// The table of transitions, as data: where an object stands with one audience × what is done = where it stands then.
// Every hold, recall, expiry and request between notify and reference is decided by a line of it; what is not in it is not done.
import type { Outcome, ReaderState } from './states.ts'

export const SITUATIONS = [
  /** Held before its notice: the reader knows nothing of it. */
  'waiting-held',
  /** Its notice is due at a time, or at once. */
  'scheduled',
  /** Controlled, its notice is out, and it can be asked for. */
  'notified',
  /** Controlled, held after its notice. */
  'held-after-notice',
  /** Open, its notice is out: that was the release. */
  'open-notified',
  /** A release record exists for the reader. */
  'referenced',
  'recalled',
  'recalled-unnoticed',
  'expired',
  'expired-unnoticed',
] as const

export type Situation = (typeof SITUATIONS)[number]

/** `fall-due`: its schedule is reached. `expire`: its time has run out. `request`: a reader asks for the key. */
export const ACTIONS = ['hold', 'let-go', 'recall', 'fall-due', 'expire', 'request'] as const

export type Action = (typeof ACTIONS)[number]

/** What a reader is told who gets no key because of where the object stands. */
export type StandingRefusal = 'NOT_A_READER' | 'RECALLED' | 'HELD' | 'EXPIRED'

/** A refusal and an act that changes nothing stay where they are. */
export interface Step<Result> {
  readonly next: Situation
  /** Where it goes instead if the object is open. */
  readonly nextIfOpen?: Situation
  readonly result: Result
}

type Act = Exclude<Action, 'request'>
type Row = Readonly<Record<Act, Step<Outcome>>> & { readonly request: Step<'released' | StandingRefusal> }

function to<Result>(next: Situation, result: Result): Step<Result> {
  return { next, result }
}

/** A reader who was never noticed must not learn that there was anything, hence NOT_A_READER in four of the lines. */
export const TRANSITIONS: Readonly<Record<Situation, Row>> = {
  'waiting-held': {
    hold: to('waiting-held', 'held'),
    'let-go': to('scheduled', 'scheduled'),
    recall: to('recalled-unnoticed', 'recalled'),
    'fall-due': to('waiting-held', 'held'),
    expire: to('expired-unnoticed', 'expired'),
    request: to('waiting-held', 'NOT_A_READER'),
  },
  scheduled: {
    hold: to('waiting-held', 'held'),
    'let-go': to('scheduled', 'scheduled'),
    recall: to('recalled-unnoticed', 'recalled'),
    'fall-due': { next: 'notified', nextIfOpen: 'open-notified', result: 'notified' },
    expire: to('expired-unnoticed', 'expired'),
    request: to('scheduled', 'NOT_A_READER'),
  },
  notified: {
    hold: to('held-after-notice', 'held'),
    'let-go': to('notified', 'notified'),
    recall: to('recalled', 'recalled'),
    'fall-due': to('notified', 'notified'),
    expire: to('expired', 'expired'),
    request: to('referenced', 'released'),
  },
  'held-after-notice': {
    hold: to('held-after-notice', 'held'),
    'let-go': to('notified', 'notified'),
    recall: to('recalled', 'recalled'),
    'fall-due': to('held-after-notice', 'held'),
    expire: to('expired', 'expired'),
    request: to('held-after-notice', 'HELD'),
  },
  'open-notified': {
    hold: to('open-notified', 'too-late'),
    'let-go': to('open-notified', 'notified'),
    recall: to('open-notified', 'too-late'),
    'fall-due': to('open-notified', 'notified'),
    expire: to('open-notified', 'too-late'),
    request: to('referenced', 'released'),
  },
  referenced: {
    hold: to('referenced', 'too-late'),
    'let-go': to('referenced', 'too-late'),
    recall: to('referenced', 'too-late'),
    'fall-due': to('referenced', 'too-late'),
    expire: to('referenced', 'too-late'),
    request: to('referenced', 'released'),
  },
  recalled: {
    hold: to('recalled', 'recalled'),
    'let-go': to('recalled', 'recalled'),
    recall: to('recalled', 'recalled'),
    'fall-due': to('recalled', 'recalled'),
    expire: to('recalled', 'recalled'),
    request: to('recalled', 'RECALLED'),
  },
  'recalled-unnoticed': {
    hold: to('recalled-unnoticed', 'recalled'),
    'let-go': to('recalled-unnoticed', 'recalled'),
    recall: to('recalled-unnoticed', 'recalled'),
    'fall-due': to('recalled-unnoticed', 'recalled'),
    expire: to('recalled-unnoticed', 'recalled'),
    request: to('recalled-unnoticed', 'NOT_A_READER'),
  },
  expired: {
    hold: to('expired', 'expired'),
    'let-go': to('expired', 'expired'),
    recall: to('expired', 'expired'),
    'fall-due': to('expired', 'expired'),
    expire: to('expired', 'expired'),
    request: to('expired', 'EXPIRED'),
  },
  'expired-unnoticed': {
    hold: to('expired-unnoticed', 'expired'),
    'let-go': to('expired-unnoticed', 'expired'),
    recall: to('expired-unnoticed', 'expired'),
    'fall-due': to('expired-unnoticed', 'expired'),
    expire: to('expired-unnoticed', 'expired'),
    request: to('expired-unnoticed', 'NOT_A_READER'),
  },
}

/** What the author is shown for each situation. */
export const STATE_OF_SITUATION: Readonly<Record<Situation, ReaderState>> = {
  'waiting-held': 'held',
  scheduled: 'scheduled',
  notified: 'notified',
  'held-after-notice': 'held',
  'open-notified': 'notified',
  referenced: 'referenced',
  recalled: 'recalled',
  'recalled-unnoticed': 'recalled',
  expired: 'expired',
  'expired-unnoticed': 'expired',
}
