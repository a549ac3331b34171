// Writing a letter, in English: readers, subject, text, options, and what Send does.
export const compose = {
  title: 'New letter',
  titleReply: 'Reply',
  titleNote: 'New note',
  titlePublic: 'New public post',
  titleEditNote: 'Edit the note',
  titleEditPublic: 'Edit the public post',

  to: 'To',
  toHint:
    'Type a name or a mail address. Enter or a comma picks the first match; Backspace removes the last name.',
  toPlaceholder: 'A contact, a group or a mail address',
  toNobodyFits: (typed: string) => `No contact or group called “${typed}”. Invite them?`,
  onlyMe: 'Only me',
  everyone: 'Everyone',
  orElse: 'Or:',
  groupMembers: (count: number, shown: string) => (count === 1 ? '1 member' : `${shown} members`),
  readsOnly: 'you can’t post',
  toNobodyYet: 'You have no contacts to write to yet.',
  toInvite: 'Invite someone',
  toRemove: (name: string) => `Remove ${name}`,
  toAdded: (name: string) => `${name} added.`,
  toRemoved: (name: string) => `${name} removed.`,
  online: 'online',
  unknownReader: (typed: string) => `“${typed}” isn’t a contact`,

  audience: {
    nobody: 'Only the people you add will be able to open this.',
    controlled: (names: string) => `Only ${names} can open this. You’ll see when they open it.`,
    open: (names: string) =>
      `Only ${names} can open this. You won’t see when they open it, and you can’t recall it.`,
    byMail: (names: string, count: number) =>
      `${names} ${count === 1 ? 'gets' : 'get'} an ordinary mail. Once it’s sent you can’t take it back, and the mail providers can read it.`,
    until: (when: string) => `The letter expires ${when}.`,
    scheduled: (when: string) => `Readers will be notified ${when}.`,
    held: 'Readers will be notified when you release the letter.',
    /** A typed name that is not a contact. */
    typed: (name: string) => `“${name}”`,
    unknown: (names: string, count: number) =>
      count === 1
        ? `${names} isn’t a contact. Remove the name, or invite them.`
        : `${names} aren’t contacts. Remove the names, or invite them.`,
    blocked: (names: string) => `You’ve blocked ${names}. Unblock or remove them to send this.`,
    group: (name: string, count: number, shown: string) =>
      count === 1
        ? `Only you are in ${name} so far. People who join later can’t read this, unless you let them see earlier posts.`
        : `The ${shown} members of ${name} can read this. People who join later can’t, unless they may see earlier posts.`,
    groupTells: 'You’ll see when members open it.',
    groupOpen: 'You won’t see when members open it, and you can’t recall it.',
    self: 'Only you can read this.',
    selfStays: 'The note stays in your store. Nobody is notified.',
    public: 'Anyone can read this. Once it’s public, you can’t take it back.',
    publicAt: (when: string) => `The post appears ${when}.`,
    publicHeld: 'The post appears when you release it.',
    notPoster: (name: string, owner: string) =>
      `In ${name} you can read and reply. ${owner} decides who can post.`,
    notMember: (name: string) => `You aren’t a member of ${name}, so you can’t post there.`,
    notAlone:
      'A group, “Only me” and “Everyone” can’t be combined with others. Remove the others, or write two letters.',
    newVersion: (when: string) =>
      `This replaces what you wrote ${when}. The earlier version can still be seen.`,
    newVersionUnknown: 'This replaces an earlier version, which can still be seen.',
  },

  subject: 'Subject',
  subjectHint: 'The subject is visible before opening, and stays visible after a recall.',
  /** For a letter that cannot be recalled. */
  subjectHintOpen: 'The subject is visible before opening.',
  body: 'Letter',
  bodyPlaceholder: 'Write your letter…',
  bodyPlaceholderNote: 'Write your note…',
  bodyPlaceholderPublic: 'Write your post…',
  bar: {
    label: 'Style',
    bold: 'Bold',
    italic: 'Italic',
    list: 'List',
    link: 'Link',
    picture: 'Picture',
    quote: 'Quote a letter',
  },
  link: {
    address: 'Address',
    addressHint: 'Such as example.org, or an e-mail address',
    words: 'Words to show',
    optional: 'optional',
    make: 'Add link',
  },
  /** A letter that is named without words. */
  aLetter: 'A letter',
  words: (count: number, shown: string) => (count === 1 ? '1 word' : `${shown} words`),

  reply: {
    links: (name: string, when: string) => `Links to ${name}’s letter (${when}). Nothing is quoted.`,
    linksMine: (when: string) => `Links to your own letter (${when}). Nothing is quoted.`,
    linksUnknown: 'Links to a letter that isn’t here. Nothing is quoted.',
    remove: 'Remove the link',
    alsoThere: 'Reply all:',
    addAlso: (name: string) => `Write to ${name} as well`,
    onlyTo: (name: string) => `Only to ${name}`,
    toGroup: (name: string) => `To everyone in ${name}`,
    subject: (subject: string) => (/^re:/i.test(subject) ? subject : `Re: ${subject}`),
  },

  former: {
    wasTo: (names: string) => `It was to ${names}.`,
    wasToMany: (count: string) => `It was to ${count} people.`,
    again: (name: string) => `${name} again`,
    allAgain: (count: string) => `All ${count} again`,
  },

  tags: 'Tags',
  tagsHint: 'Tags help you find your text later. Enter or a comma adds one.',
  tagsPlaceholder: 'Add a tag',
  tagRemove: (tag: string) => `Remove ${tag}`,
  tagAdded: (tag: string) => `${tag} added.`,
  tagRemoved: (tag: string) => `${tag} removed.`,

  options: 'Options',
  when: 'When to send',
  whenNow: 'Now',
  whenAt: 'Sends at a set time',
  pickTime: 'Pick a time…',
  setTime: 'Set the time',
  whenHold: 'Hold until I release it',
  whenHoldHint: 'The letter is stored, and waits in Sent, under Held.',
  at: 'Send at',
  findLetter: 'Find a letter',
  noLetter: 'No letter with these words.',
  commonTimes: 'Common times',
  moments: {
    thisMorning: 'This morning',
    thisEvening: 'This evening',
    tomorrowMorning: 'Tomorrow morning',
    tomorrowEvening: 'Tomorrow evening',
    monday: 'Monday morning',
    inAWeek: 'In a week',
  },
  offThen: 'If this computer is off then, it’s sent as soon as it’s on.',
  waits: 'While you edit it, it waits for you and keeps its time.',
  waitsInDrafts: 'It waits in Drafts and keeps its time. Schedule it to send it.',
  picker: {
    time: 'Time',
    noTime: 'Write the time like 9:30.',
    monthBefore: 'The month before',
    monthAfter: 'The month after',
  },
  expiryTimes: { day: 'In a day', week: 'In a week', month: 'In 30 days' },
  opening: 'When someone opens it',
  controlled: 'I see who opened it',
  controlledHint: 'You can hold or recall the letter, or set an expiry, for everyone who hasn’t opened it.',
  open: 'Nobody sees who opened it',
  openHint: 'They can read it at once. You can’t take it back.',
  until: 'Expiry',
  expiresAt: 'Expires',
  untilNone: 'Never',
  untilOpenMode: 'Only a letter whose opening you see can expire.',
  remind: 'Remind me if nobody answers',
  remindNever: 'No reminder',
  remindHint: 'Counts from when the letter goes out. An answer ends it.',
  summaryRemind: (days: number) =>
    days === 1
      ? 'Reminder after a day'
      : days === 7
        ? 'Reminder after a week'
        : days === 14
          ? 'Reminder after two weeks'
          : `Reminder after ${days} days`,
  /** The options that a phone has no room for. */
  more: 'Options',
  moreOptions: 'Expiry, reminder and urgency',
  summaryWhen: { now: 'Sends now', at: (when: string) => `Sends ${when}`, hold: 'Held until I release it' },
  summaryMode: { controlled: 'I’ll see who opens it', open: 'Nobody sees who opens it' },
  summaryUntil: (when: string) => `Expires ${when}`,
  summaryUntilNever: 'Never expires',

  send: 'Send',
  schedule: 'Schedule',
  hold: 'Store and hold',
  publish: 'Publish',
  keep: 'Save',
  saveVersion: 'Save the new version',
  publishVersion: 'Publish the new version',
  sending: 'Storing…',
  undoHint: (seconds: string) => `You can undo for ${seconds} seconds.`,
  stays: 'The note stays in your store.',
  sendingTo: (title: string | null, names: string) =>
    title === null ? `Sending to ${names}` : `Sending “${title}” to ${names}`,
  publishing: (title: string | null) => (title === null ? 'Publishing' : `Publishing “${title}”`),
  /** The countdown after the two sentences above. */
  inSeconds: (seconds: number) => `in ${seconds} s`,
  /** Names the letter that a sentence is about. */
  named: (title: string, sentence: string) => `“${title}”: ${sentence}`,
  sentScheduled: (when: string) => `Scheduled for ${when}.`,
  sentHeld: 'Stored and held. Nobody is notified.',
  kept: 'Saved in Notes.',
  undone: 'Undone. Nobody was notified.',

  saving: 'Saving…',
  saved: (time: string) => `Saved ${time}`,
  unsaved: 'Not saved yet',
  saveFailed: 'Not saved. Fumikura will try again; your text stays here.',
  discard: 'Discard',
  discarded: 'Draft discarded.',
  missing: 'This draft is no longer here',
  missingHint: 'The draft was sent or discarded, perhaps in another window.',
  startNew: 'Start a new letter',

  problems: {
    nobody: 'Add at least one recipient.',
    unknown: 'Remove the names that aren’t contacts, or invite them.',
    blocked: 'Unblock or remove the people you’ve blocked.',
    notAlone: 'A group, “Only me” or “Everyone” can’t be combined with others. Remove the others.',
    notPoster: 'You can’t post in this group. Write to one of its members instead.',
    notMember: 'You aren’t a member of this group. Choose someone else.',
    empty: 'Write a subject or some text.',
    atMissing: 'Choose when to send the letter.',
    atPast: 'The time to send it has passed. Choose a later one.',
    untilPast: 'The expiry must be at least a minute from now.',
    untilBeforeAt: 'The expiry must be later than the time you send it.',
  },
}
