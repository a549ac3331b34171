// Talks, in English: the stream of a group or of two persons, its box, its panel.
export const talk = {
  tab: 'Talk',
  about: 'About',
  /** Labels of the stream. */
  inGroup: (name: string) => `Talk in ${name}`,
  withPerson: (name: string) => `Talk with ${name}`,
  empty: 'Nothing said yet',
  emptyText: 'Say something below. Everyone here can read it as soon as it arrives.',
  emptyPair: (name: string) => `Say something below. ${name} can read it as soon as it arrives.`,
  older: 'Loading what was said before…',
  newCount: (shown: string) => `${shown} new`,
  toEnd: 'Go to the newest',
  addedYou: (name: string, group: string) => `${name} added you to ${group}`,
  youFounded: (group: string) => `You created ${group}`,
  typing: (names: string, count: number) => (count === 1 ? `${names} is typing…` : `${names} are typing…`),
  unknownPerson: 'Someone',

  entry: (name: string, when: string, words: string) => `${name}, ${when}: ${words}`,
  takenBack: 'Taken back',
  edited: 'edited',
  versionsOf: 'Earlier versions',
  versionsText: 'What this message said before, the newest first.',
  versionGone: 'This version can’t be read here.',
  quoteFrom: (name: string) => `Reply to ${name}. Go to the original.`,
  quoteUnknown: 'A message that isn’t here',
  files: (words: string) => `See ${words}`,

  open: 'Open',
  openWhenBack: 'Open when back',
  offline: (name: string) => `${name} is offline`,
  read: (minutes: string) => `Read the letter (${minutes} min)`,
  openedBy: (opened: string, of: string) =>
    of === '1' ? (opened === '1' ? 'opened' : 'not opened yet') : `opened by ${opened} of ${of}`,
  seenBy: (seen: string, of: string) => `read by ${seen} of ${of}`,
  seen: 'read',

  heard: {
    ask: 'Who has read it?',
    off: 'You don’t see how far the others have read, because you don’t show it either.',
    noneYet: 'Nobody who shows it has read this yet.',
    some: (names: string) => `Read by ${names}.`,
    surely: 'To be sure, make it urgent and ask for a confirmation, or send it as a letter.',
  },

  react: 'React',
  /** The offered words of a reaction, set in type. They are sent as they are. */
  words: ['yes', 'no', 'thanks', 'ha', '♡', '?'],
  reaction: (word: string, names: string) => `${word}: ${names}`,
  reply: 'Reply',
  more: 'More',
  edit: 'Edit',
  copy: 'Copy the text',
  takeBack: 'Take back',
  takeBackTitle: 'Take this back?',
  takeBackText: 'It disappears from the talk. They may have read it.',
  takenBackDone: 'Taken back. They may have read it.',

  box: {
    label: (name: string) => `Write to ${name}`,
    say: 'Say it (Enter)',
    asLetter: 'As a letter…',
    replyTo: (name: string) => `Reply to ${name}`,
    editing: 'You’re changing what you said',
    dropReply: 'Don’t reply to it',
    stopEditing: 'Keep it as it was',
  },

  /** An urgent message asks for a confirmation, or whether its readers are safe. */
  urgent: {
    label: 'Urgent',
    menu: 'Urgent…',
    ask: 'Urgent: ask for a confirmation',
    askSafety: 'Ask if everyone is safe',
    chip: 'Urgent. Everyone is asked to confirm.',
    safetyChip: 'Urgent. Everyone is asked if they’re safe.',
    drop: 'Not urgent',
    safetyText: 'Are you safe? Please answer.',
    /** Sent as they are. */
    safetyWords: ['I’m safe', 'I’m hurt', 'I need help'],
    confirm: 'Confirm',
    confirmedBy: (confirmed: string, of: string) => `confirmed by ${confirmed} of ${of}`,
    answeredBy: (answered: string, of: string) => `${answered} of ${of} answered`,
    notYet: (names: string, more: number) =>
      more === 0 ? `not yet: ${names}` : `not yet: ${names} and ${more} more`,
    /** Above what its author reminds of; it stands at the time of the reminder. */
    reminded: (sentAt: string) => `Reminder of ${sentAt}`,
    withWord: (name: string, word: string) => `${name} (${word})`,
    /** After the number of those who confirmed. */
    you: 'you',
    youConfirmed: 'You confirmed it',
    youSaid: (word: string) => `You answered “${word}”`,
  },

  settings: {
    title: 'What you show in this talk',
    seen: 'Show how far I’ve read',
    seenHint: 'You’ll also see how far the others have read, if they show it too.',
    typing: 'Show when I’m typing',
    typingHint: 'You’ll also see when the others are typing, if they show it too.',
    breaksThrough: 'Urgent messages repeat until I confirm',
    breaksThroughHint: 'An urgent message signals up to three more times until you’ve answered it.',
  },

  panel: {
    show: 'About this talk',
    conversation: 'In this conversation',
    announcements: 'In this announcement group',
    team: 'In this team',
    people: (people: string, online: string) => `${people} people, ${online} online`,
    noFiles: 'No files yet',
    seeEveryone: 'See everyone',
    everyoneSees: 'everyone sees who’s done',
    opened: (shown: string) => `${shown} opened`,
    notYet: (shown: string) => `${shown} not yet`,
    openedBar: (opened: string, of: string) =>
      `${opened} of ${of} ${opened === '1' ? 'has' : 'have'} opened it`,
    replyGoes: (name: string, count: string) => `Your reply goes to ${name}, not to all ${count}.`,
    replyComes: 'Replies come to you alone.',
    nothingYet: 'Nothing posted yet',
    done: 'Done',
    doneWord: 'A word with it (optional)',
    doneBy: (done: string, of: string) => `${done} of ${of} done`,
    openFirst: 'Open it first, then mark it done.',
    askedBy: (name: string) => `asked by ${name}`,
    askedByYou: 'asked by you',
  },

  list: {
    line: (name: string, words: string) => `${name}: ${words}`,
    unread: (shown: string) => `${shown} unread`,
    letter: (title: string) => `“${title}”`,
  },
}
