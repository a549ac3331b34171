// The author's view of a sent letter, in English: the readers' states, and the author's acts.
import type { Outcome } from '../../../core/contract/index.ts'

const counted = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`

export const author = {
  you: 'You',
  to: (names: string) => `to ${names}`,
  youTo: (names: string) => `You to ${names}`,
  controlled: 'you’ll see who opens it',
  open: 'nobody sees who opens it',
  openUntil: (when: string) => `expires ${when}`,
  openedUntil: (when: string) => `expired ${when}`,
  goesOut: (when: string) => `sends ${when}`,

  hold: 'Hold',
  letGo: 'Release',
  sendNow: 'Send now',
  changeTime: 'Change the time',
  changeTimeTitle: 'Send it when?',
  changeTimeDo: 'Set the time',
  scheduledTitle: 'Scheduled',
  sendsOn: (when: string) => `Sends ${when}`,
  knowsNothing: (names: string, count: number) =>
    `${names} ${count === 1 ? 'knows' : 'know'} nothing of it yet.`,
  nobodyKnows: 'Nobody knows of it yet.',
  editScheduled: 'Edit',
  deleteScheduled: 'Delete',
  deletedScheduled: 'Deleted. Nobody knew of it.',
  sentNow: 'Sending now.',
  sendsAt: (when: string) => `Readers will be notified ${when}.`,
  recall: 'Recall',
  recallRest: 'Recall from everyone else',
  writeTo: (names: string) => `Write to ${names}`,
  writeToAll: (count: string) => `Write to all ${count}`,
  onlyYou: 'Only you see who opened it.',
  onlyYouAnd: (limits: string) => `Only you see who opened it. ${limits}`,
  limits: 'You can recall the letter from anyone who hasn’t opened it yet.',
  limitsOpen: 'Readers can read it as soon as they’re notified. You can’t take it back.',

  opened: (opened: string, all: string) => `${opened} of ${all} ${opened === '1' ? 'has' : 'have'} opened it`,
  allOpened: (all: string) => (all === '2' ? 'Both have opened it' : `All ${all} have opened it`),
  oneOpened: (name: string) => `${name} has opened it`,
  oneNotOpened: (name: string) => `${name} hasn’t opened it`,
  canRead: (names: string) => `can read: ${names}, nobody else`,
  canReadMany: (count: string) => `can read: these ${count}, nobody else`,
  canReadNobody: 'can read: nobody',
  canReadNobodyYet: 'can read: nobody yet',
  canReadThese: (names: string) => `can read: ${names}`,
  /** As long as it is not certain that they cannot. */
  perhapsRead: (names: string) => `may still open it: ${names}`,
  readers: 'Readers',
  showNames: 'Show the names',
  moreNames: 'Show more names',
  named: (shown: string, all: string) => `${shown} of ${all} named`,
  tallyLabel: 'How far its readers are',

  /** While sending can still be undone. */
  leaving: 'notified in a moment',
  leavingTitle: 'Sending',
  leavingText: 'Nobody has been notified yet.',
  heldUnknown: 'held by you; not notified',
  heldKnown: 'held by you; notified, but can’t open it',
  noticeWaits: 'notified when they’re online',
  noticed: 'notified; not opened yet',
  told: 'notified; not opened yet',
  /** After the state of a reader who has asked stations for it. */
  beingOpened: (released: string, need: string) => `being opened: ${released} of ${need} stations so far`,
  note: (text: string) => `“${text}”`,
  arrived: (when: string) => `notified ${when}`,
  history: (name: string) => `Everything ${name} answered`,
  showHistory: (count: string) => `${count} earlier`,

  recallTitle: 'Recall this letter?',
  recallFor: (names: string) => `${names} will never be able to read it.`,
  /** Stations can open it until enough of them have confirmed the recall. */
  recallForAtStations: (names: string) =>
    `${names} can’t read it any more as soon as enough of your stations have confirmed the recall.`,
  recallForManyAtStations: (count: string) =>
    `The ${count} who haven’t opened it can’t read it any more as soon as enough of your stations have confirmed the recall.`,
  recallKeeps: (names: string) => `${names} already opened it and will keep it.`,
  recallSubject:
    'The subject stays visible in the notice. If nobody has opened the letter, your text comes back as a draft.',
  recallUnnoticed: 'Nobody has been notified, so nobody will know. Your text comes back as a draft.',
  recallForMany: (count: string) => `The ${count} who haven’t opened it will never be able to read it.`,
  recallKeepsMany: (count: string) => `${count} already opened it and will keep it.`,
  recallNone: 'Everyone has already opened it, so a recall would change nothing.',

  /** Headings above a result that differs by reader or is not the intended one. */
  outcomeTitle: {
    hold: 'Hold results',
    letGo: 'Release results',
    schedule: 'Results of the new time',
    recall: 'Recall results',
    withdraw: 'Withdrawal results',
  },
  /** `names`: all readers with this result. */
  outcomes: {
    held: (names: string) => `Held. ${names} can’t open the letter now.`,
    holding: (names: string) => `Being held for ${names}. The result isn’t certain yet.`,
    scheduled: (names: string) => `Scheduled for ${names}.`,
    notified: (names: string) => `Released. ${names} will be notified.`,
    recalled: (names: string) => `Recalled from ${names}.`,
    recalling: (names: string) => `Being recalled from ${names}. The result isn’t certain yet.`,
    expired: (names: string) => `The letter had already expired for ${names}.`,
    'too-late': (names: string) => `Too late for ${names}: the key was already out.`,
    unknown: (names: string) => `The result for ${names} isn’t known.`,
  } satisfies Record<Outcome, (names: string) => string>,
  tooLateAt: (name: string, when: string) => `Too late for ${name}: opened ${when}.`,

  cost: (notices: number, count: string, bytes: string) =>
    `stored once · ${notices === 1 ? '1 notice' : `${count} notices`} · ${bytes} in your store`,
  costTitle: (body: string, notices: string) => `Letter ${body}, notices ${notices}`,

  deleted: (when: string) =>
    `You deleted this letter on ${when}. It stays in your list until it’s certain who has it.`,
  gone: 'The key to this letter is destroyed. Nobody can read it any more, not even you.',
  goneToDraft: 'Your text is in Drafts.',
  sendAgain: 'Edit and send again',
  original: (name: string, when: string) => `Answers ${name}’s letter (${when})`,
  originalMine: (when: string) => `Answers your own letter (${when})`,
  originalUnknown: 'Answers a letter that isn’t here',

  /** What the stations have of a letter, and what they answered to a recall or a hold. */
  stations: {
    title: 'Stations',
    atAll: (count: number, of: string) => (count === 1 ? 'At your station' : `At all ${of} stations`),
    at: (count: string, of: string) => `At ${count} of ${of} stations`,
    opensAway: 'it opens while you’re away',
    opensNotAway: (need: string) =>
      need === '1'
        ? 'until one has it, it opens only while this computer is on'
        : `until ${need} have it, it opens only while this computer is on`,
    recalledAt: (count: string, of: string) => `Recalled at ${count} of ${of} stations`,
    expiredAt: (count: string, of: string) => `Expired at ${count} of ${of} stations`,
    heldAt: (count: string, of: string) => `Held at ${count} of ${of} stations`,
    releasedAt: (count: string, of: string) => `Released at ${count} of ${of} stations`,
    /** `missing`: so many more must answer; `left`: so many have not answered. */
    certainWhen: (missing: number, left: number, shown: string) => {
      if (missing === left)
        return left === 2 ? 'certain when both others have answered' : 'certain when all have answered'
      return missing === 1 ? 'certain when one more has answered' : `certain when ${shown} more have answered`
    },
    certainWhenNamed: (station: string) => `certain when ${station} has answered`,
    /** `missing`: so many more must hear that the hold ended. */
    opensWhen: (missing: number, shown: string) =>
      missing === 1
        ? 'opens while you’re away when one more has answered'
        : `opens while you’re away when ${shown} more have answered`,
    opensWhenNamed: (station: string) => `opens while you’re away when ${station} has answered`,
    opensHere: (names: string) => `Until then, ${names} can open it only while this computer is on.`,
    shut: (need: string) =>
      need === '1'
        ? 'Every station that could hand it over has answered. If you trust them, it stays shut.'
        : `Opening takes ${need} stations. If you trust them, it stays shut.`,
    stillOpen: (names: string, need: string) =>
      need === '1'
        ? `Until then, ${names} may still open it, because one station is enough.`
        : `Until then, ${names} may still open it, because ${need} stations are enough.`,
    stillHeldBack: (names: string) =>
      `A station that hasn’t heard of the hold may still hand it to ${names}.`,
    unknown: (names: string) => `It can’t be known whether ${names} opened it`,
    unknownText: (names: string, burned: string, of: string, certainAt: string) =>
      `Only ${burned} of ${of} stations say that they recalled it in time, and it takes ${certainAt} to be certain. This changes only when a device of ${names} says that it has the letter.`,
    votes: {
      released: 'Had handed it out',
      burned: 'Recalled',
      lost: 'Destroyed, by your word',
      held: 'Held',
      'let-go': 'Released',
    },
    partly: (what: string, count: string, of: string) => `${what} for ${count} of ${of}`,
    asking: 'Asking it…',
    silent: 'Not reached yet',
    former: 'A station you left',
  },

  /** Readers who have not opened it, or not answered it if it is urgent. */
  silent: {
    count: (number: number, shown: string, _isUrgent: boolean) =>
      number === 1 ? '1 is silent' : `${shown} are silent`,
    title: (shown: string, _isUrgent: boolean) => `${shown} silent`,
    remind: 'Remind',
    remindCount: (shown: string) => `Remind the ${shown}`,
    remindNames: (names: string) => `Remind ${names}`,
    limit: 'once a day at most',
    reminded: (_number: number, shown: string, when: string) => `Reminded ${shown} ${when}.`,
    again: (when: string) => `Again from ${when}.`,
    notified: (day: string) => `Notified ${day}`,
    notReached: 'Not reached yet',
    opened: (day: string) => `Opened ${day}, no answer`,
    openedOnly: 'Opened, no answer',
    /** After one of the four above. */
    alsoReminded: (day: string) => `, reminded ${day}`,
    onlineNow: 'online now',
    lastOnline: (day: string) => `last online ${day}`,
    openedTitle: (shown: string) => `${shown} opened`,
    more: (shown: string) => `${shown} more`,
    /** In place of the counts of an urgent letter that is only opened. */
    answered: (answered: string, all: string) =>
      `${answered} of ${all} ${answered === '1' ? 'has' : 'have'} answered`,
    allAnswered: (all: string) => (all === '2' ? 'Both have answered' : `All ${all} have answered`),
    oneAnswered: (name: string) => `${name} has answered`,
    oneNotAnswered: (name: string) => `${name} hasn’t answered`,
  },

  asks: 'Access requests',
  askFrom: (name: string, when: string) => `${name}, ${when}`,
  askWordless: 'no message',
  askAnswer: (name: string) => `Write to ${name}`,

  remind: 'Remind me if nobody answers',
  remindHint: 'The letter then appears under To do. An answer ends the reminder.',
  remindDo: 'Set reminder',
  remindIn: (days: number) => (days % 7 === 0 ? counted(days / 7, 'week') : counted(days, 'day')),
  remindSet: (when: string) => `You’ll be reminded ${when} if nobody answers.`,
  remindsAt: (when: string) => `Reminds you ${when} if nobody answers.`,
  remindCancel: 'Cancel reminder',
  remindEnd: 'Don’t wait any longer',
  remindEnded: 'Reminder removed.',
  unanswered: 'Nobody has answered yet',
  unansweredSince: (when: string) => `You wanted to be reminded ${when}.`,
}
