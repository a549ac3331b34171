// The author's view of a sent letter, in English: who has it, what they said, and what can still be done.
import type { Outcome } from '../../../core/contract/index.ts'

export const author = {
  you: 'You',
  to: (names: string) => `to ${names}`,
  controlled: 'opening tells you',
  open: 'opening tells nobody',
  openUntil: (when: string) => `can be opened until ${when}`,
  openedUntil: (when: string) => `could be opened until ${when}`,
  goesOut: (when: string) => `goes out ${when}`,

  hold: 'Hold',
  letGo: 'Let go',
  recall: 'Recall',
  recallRest: 'Recall from the rest',
  writeAgain: 'Write again',
  limits: 'A recall works until the first opening, for each reader by themselves.',
  limitsOpen: 'The key goes out with the notice. From then on it cannot be held or recalled.',

  opened: (opened: string, all: string) => `${opened} of ${all} have opened it`,
  allOpened: (all: string) => (all === '2' ? 'Both have opened it' : `All ${all} have opened it`),
  oneOpened: (name: string) => `${name} has opened it`,
  oneNotOpened: (name: string) => `${name} has not opened it`,
  canRead: (names: string) => `can read: ${names}, nobody else`,
  canReadMany: (count: string) => `can read: these ${count}, nobody else`,
  canReadNobody: 'can read: nobody',
  canReadNobodyYet: 'can read: nobody yet',
  canReadThese: (names: string) => `can read: ${names}`,
  readers: 'Readers',
  showNames: 'Show the names',
  moreNames: 'Show more names',
  named: (shown: string, all: string) => `${shown} of ${all} named`,
  tallyLabel: 'How far its readers are',

  /** In the seconds in which it can still be undone. */
  leaving: 'notified in a moment',
  leavingTitle: 'On its way',
  leavingText: 'Nobody has been notified yet.',
  heldUnknown: 'held by you; knows nothing of it',
  heldKnown: 'held by you; has the notice and cannot open it',
  noticeWaits: 'the notice waits until they are connected',
  noticed: 'has the notice; not opened yet',
  told: 'told of it; not opened yet',
  note: (text: string) => `“${text}”`,
  arrived: (when: string) => `notice arrived ${when}`,
  history: (name: string) => `Everything ${name} has said`,
  showHistory: (count: string) => `${count} earlier`,

  recallTitle: 'Recall this letter?',
  recallFor: (names: string) => `For ${names} it becomes unreadable for ever.`,
  recallKeeps: (names: string) => `${names} opened it already and will keep it.`,
  recallSubject:
    'Its subject stays readable in the notice. Your words come back as a draft if nobody has opened it.',
  recallUnnoticed: 'No notice has gone out, so nobody will know. Your words come back as a draft.',
  recallForMany: (count: string) =>
    `For the ${count} who have not opened it, it becomes unreadable for ever.`,
  recallKeepsMany: (count: string) => `${count} opened it already and will keep it.`,
  recallNone: 'Everyone has opened it already. Nothing would change.',

  /** Above what differs by reader, or is not what was meant. */
  outcomeTitle: {
    hold: 'What holding it came to',
    letGo: 'What letting it go came to',
    recall: 'What the recall came to',
    withdraw: 'What the withdrawal came to',
  },
  /** `names` are all of those it came to that for. */
  outcomes: {
    held: (names: string) => `Held. ${names} cannot open it now.`,
    scheduled: (names: string) => `Scheduled for ${names}.`,
    notified: (names: string) => `Let go. The notice goes to ${names}.`,
    recalled: (names: string) => `Recalled for ${names}, for ever.`,
    recalling: (names: string) => `The recall for ${names} is under way; it is not certain yet.`,
    expired: (names: string) => `It had ended for ${names} already.`,
    'too-late': (names: string) => `Too late for ${names}: the key was out already.`,
    unknown: (names: string) => `What it came to for ${names} is not known.`,
  } satisfies Record<Outcome, (names: string) => string>,
  tooLateAt: (name: string, when: string) => `Too late for ${name}: opened ${when}.`,

  cost: (notices: number, count: string, bytes: string) =>
    `one body · ${notices === 1 ? '1 notice' : `${count} notices`} · ${bytes} in your store`,
  costTitle: (body: string, notices: string) => `Body ${body}, notices ${notices}`,

  gone: 'The key to this letter is destroyed; nobody can read it any more, you neither. The words are kept among your drafts.',
  goneDrafts: 'Go to Drafts',
  original: (name: string, when: string) => `Answers ${name}’s letter (${when})`,
  originalMine: (when: string) => `Answers your own letter (${when})`,
  originalUnknown: 'Answers a letter that is not here',

  asks: 'Asks to be let in',
  askFrom: (name: string, when: string) => `${name}, ${when}`,
  askWordless: 'without a word',
  askAnswer: (name: string) => `Write to ${name}`,
}
