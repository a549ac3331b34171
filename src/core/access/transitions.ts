// The table of transitions, as data: situation of an object and one audience × action = next
// situation.
// One line of it decides every hold, recall, expiry and request between notify and reference. Other
// transitions do not exist.
import type { Outcome } from '../contract/letter.ts'
import type { ReaderState } from '../contract/reader-states.ts'

export const SITUATIONS = [
  /** The object is held before its notice, so the reader does not know of the object. */
  'waiting-held',
  /** The notice of the object is due at a certain time, or at once. */
  'scheduled',
  /** Controlled and noticed, so the key can be requested. */
  'notified',
  /** The object is controlled, and is held after its notice. */
  'held-after-notice',
  /** Open and noticed: the notice was the release. */
  'open-notified',
  /** A release record exists for the reader. */
  'referenced',
  'recalled',
  'recalled-unnoticed',
  'expired',
  'expired-unnoticed',
] as const

export type Situation = (typeof SITUATIONS)[number]

/**
 * `fall-due`: its schedule is reached. `expire`: its expiry time is reached. `request`: a reader
 * asks for the key.
 */
export const ACTIONS = ['hold', 'let-go', 'recall', 'fall-due', 'expire', 'request'] as const

export type Action = (typeof ACTIONS)[number]

/** The refusals that follow from the situation of the object. */
export type StandingRefusal = 'NOT_A_READER' | 'RECALLED' | 'HELD' | 'EXPIRED'

/** After a refusal, or an act that changes nothing, `next` is the same situation. */
export interface Step<Result> {
  readonly next: Situation
  /** The next situation if the object is open. */
  readonly nextIfOpen?: Situation
  readonly result: Result
}

type Act = Exclude<Action, 'request'>
type Row = Readonly<Record<Act, Step<Outcome>>> & { readonly request: Step<'released' | StandingRefusal> }

function to<Result>(next: Situation, result: Result): Step<Result> {
  return { next, result }
}

/**
 * A reader without a notice must not learn that the object exists; therefore four lines answer
 * NOT_A_READER.
 */
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

/** The state that the author sees for each situation. */
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
