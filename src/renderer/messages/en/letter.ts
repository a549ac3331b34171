// One letter, in English: sealed, opened or refused; its thread, and what its reader can answer.
import type { MailLimit } from '../../../core/contract/index.ts'

export const letter = {
  loading: 'Loading the letter…',
  from: (name: string, when: string) => `from ${name}, ${when}`,
  toYou: 'to you',
  toYouAnd: (names: string) => `to you and ${names}`,
  others: (more: number) => (more === 1 ? '1 other' : `${more} others`),
  you: 'You',
  position: (index: string, total: string) => `${index} of ${total}`,

  sealed: {
    facts: 'About this letter',
    for: 'For',
    forYou: 'Only you',
    forYouAnd: (names: string) => `You and ${names}`,
    attached: 'Attached',
    where: 'Stored',
    whereOnline: (name: string) => `On ${name}’s device (online)`,
    whereAway: (name: string) => `On ${name}’s device (offline)`,
    whereStations: (name: string) => `At ${name}’s stations (${name} is offline)`,
    until: 'Can be opened',
    untilWhen: (when: string) => `Until ${when}`,
    untilEver: 'Until the sender recalls it',
    untilOpen: 'At any time',
    untilBack: (name: string) => `When ${name} is back`,
    /** Shown beside the button, so that the reader knows it before opening. */
    tellsSentence: (name: string) => `${name} will see when you open it`,
    tellsNobodySentence: 'Nobody will see when you open it',
    open: 'Open the letter',
    openWhenBack: (name: string) => `Open when ${name} is back`,
    openAgain: 'Try again',
    openAlways: (name: string) => `Always open ${name}’s letters when I select them`,
    openAlwaysDone: (name: string) =>
      `${name}’s letters open when you select them. Their page has the switch.`,
  },

  opening: {
    asking: (name: string) => `Getting the letter from ${name}’s store…`,
    /** `done` and `size` are amounts of bytes. */
    fetched: (done: string, size: string) => `${done} of ${size}`,
    askingStations: (name: string) => `Getting the letter from ${name}’s stations…`,
    still: 'Still getting it. A large letter or a slow connection takes a while.',
    stillAway: (name: string) => `${name} is offline. Still trying.`,
    away: (name: string) => `${name} is offline`,
    awayText: 'The letter opens as soon as they’re back. You can leave this page.',
    /** `answered`: so many of the `of` stations answered, and opening takes `needed`. */
    awayStations: (name: string, answered: string, needed: string, of: string) =>
      of === '1'
        ? `Their station doesn’t answer. The letter opens as soon as ${name} or the station is back. You can leave this page.`
        : `${answered} of their ${of} stations answered, and opening takes ${needed}. The letter opens as soon as ${name} or enough stations are back. You can leave this page.`,
    /** So many stations answered that the letter could be opened, and some of them gave nothing. */
    awayRefused:
      'Their stations answer, but can’t hand the letter over now. It opens as soon as they can. You can leave this page.',
    awayOffline: 'Fumikura isn’t answering this page. The letter opens once it does.',
    cancel: 'Stop waiting',
    openedItself: (name: string, title: string) => `${name} is back. “${title}” is open now.`,
    openedByStations: (name: string, title: string) => `“${title}” from ${name} is open now.`,
  },

  refused: {
    recalledTitle: 'Recalled before you opened it',
    recalled: (name: string) => `${name} recalled this letter. Its key was destroyed, and no copy was kept.`,
    expiredTitle: 'Expired',
    expired: (when: string) => `You could open it until ${when}. No copy was kept.`,
    expiredUnknown: 'The time for opening it has passed. No copy was kept.',
    saidTitle: 'Its stations say it has ended',
    /** `said` of the `of` stations of the author say that it was recalled or has expired. */
    said: (name: string, said: string, of: string) =>
      of === '1'
        ? `${name}’s station says that this letter was recalled or has expired. ${name} hasn’t confirmed it. If they are back while this page is open, it asks them.`
        : `${said} of ${name}’s ${of} stations say that this letter was recalled or has expired. ${name} hasn’t confirmed it. If they are back while this page is open, it asks them.`,
    saidShort:
      'The sender’s stations say that this letter was recalled or has expired. The sender hasn’t confirmed it.',
    heldTitle: 'On hold',
    held: (name: string) => `${name} is holding this letter. You can open it once they release it.`,
    notYetTitle: 'Too early to open',
    notYet: (name: string) => `${name} chose a later time for opening this letter. Try again then.`,
    notReaderTitle: 'This letter isn’t for you',
    notReader:
      'You aren’t one of this letter’s readers. You can ask the sender for access; asking doesn’t open anything.',
    blockedTitle: 'From someone you’ve blocked',
    blocked: 'You don’t receive anything from this person. To open the letter, unblock them under Contacts.',
    quotaTitle: 'Daily limit reached',
    quota: (name: string) => `You’ve received as much as ${name}’s store gives in a day. Try again tomorrow.`,
    unreachableTitle: 'The letter didn’t arrive',
    unreachable: (name: string) =>
      `${name} is online but didn’t send the letter, which is still sealed. Try again in a moment.`,
    missingTitle: 'Letter not found',
    missing: 'There’s no letter at this link. The link may be incomplete.',
    otherTitle: 'The letter couldn’t be opened',
  },

  alarm: {
    alteredTitle: 'This isn’t what was announced',
    altered: (name: string) =>
      `What came from ${name}’s store isn’t the letter that its notice announced. It isn’t shown, and no copy was kept.`,
    rewrittenTitle: 'This store was rewritten',
    rewritten: (name: string) =>
      `${name}’s store contradicts its earlier records. Letters you haven’t opened can’t be trusted, so they aren’t shown.`,
    advice:
      'This doesn’t happen by chance. It can be a broken disk, an old copy that was restored, or an attempt to deceive you. Ask the sender another way.',
    evidence: 'Show the evidence',
    evidenceTitle: 'Evidence',
    evidenceHint: 'This is what Fumikura recorded. Copy it for someone who can look into it.',
    copyEvidence: 'Copy the evidence',
    facts: { code: 'Finding', message: 'Details', author: 'Sender', ref: 'Letter', seen: 'Seen' },
  },

  link: {
    title: 'A link to a letter',
    titleBy: (name: string) => `A link to a letter by ${name}`,
    textBy: (name: string) => `Ask ${name} for access, unless you have it already.`,
    textUnknown:
      'Someone pointed you to this letter. It opens if its sender gave you access; if not, you can ask for it.',
    open: 'Open it',
    tells: 'The sender will see when you open the letter',
  },

  ask: {
    text: 'Message to the sender (optional)',
    send: 'Send request',
    asked: 'Request sent. The sender decides.',
    failed:
      'The request couldn’t be sent, because the sender isn’t one of your contacts. Exchange an invite link first.',
  },

  mail: {
    from: 'From',
    to: 'To',
    notProven: 'No server checked who sent it',
    quoted: 'Quoted text',
    made: {
      how: 'How the mail is shown',
      words: 'Words',
      title: 'As it was made',
      none: 'The mail can’t be shown as it was made.',
      cut: 'The page is longer. The whole mail can be saved.',
    },
  },

  read: {
    exported: (whose: string | null) =>
      whose === null ? 'from your own export, verified' : `from ${whose}’s export, verified`,
    noText: 'This letter has no text.',
    minutesLeft: (minutes: string) => `${minutes} min left`,
    /** `when`: the time of its arrival. */
    ahead: (when: string) => `The sender’s clock was ahead. The letter arrived ${when}.`,
    notRead: (what: string) => `This mail isn’t shown in full: ${what}. All of it is kept.`,
    limits: {
      headBytes: 'its header is very long',
      parts: 'it has more than 1,000 parts',
      depth: 'its parts are nested too deep',
      textBytes: 'its text is very long',
      time: 'reading it takes too long',
    } satisfies Record<MailLimit, string>,
    noReply: (name: string) => `To reply, become contacts with ${name} first.`,
    noAnswer: 'A mail server wrote this. Nobody reads answers to it.',
  },

  original: {
    more: 'Show all',
    less: 'Show less',
  },

  thread: {
    /** The link from one letter to its conversation. */
    show: (count: string) => `Show the conversation (${count} letters)`,
    you: 'you',
    /** Beside “Open all”: how many open now, and whose wait. */
    now: (count: string) => `${count} now`,
    whenBack: (names: string) => `${names} when back`,
    whose: (name: string) => `${name}’s`,
    opensNow: 'all open now',
    willSee: (names: string) => `${names} will see`,
    nobodySees: 'nobody will see',
    openAll: (count: string) => `Open all ${count} sealed`,
    earlier: (count: string) => `${count} earlier letters`,
    /** They are not loaded yet. */
    showEarlier: (count: string) =>
      count === '1' ? 'Show 1 earlier letter' : `Show ${count} earlier letters`,
    wholeLetter: 'Show the whole letter',
    wholeLetterIn: (minutes: string) => `Show the whole letter (${minutes} min)`,
    lessLetter: 'Show less',
    notForYou: 'A letter that isn’t for you',
    unknownAuthor: 'Someone',
    ask: 'Request access',
    answers: (name: string) => `answers ${name}`,
    yours: 'You',
    openedAt: (name: string, when: string) => `${name} opened ${when}`,
    notYet: (name: string) => `${name} hasn’t opened it`,
    reader: (name: string, state: string) => `${name}: ${state}`,
    openedOf: (opened: string, all: string) => `${opened} of ${all} opened`,
    allAbout: 'Readers and recall',
    stop: 'Stop',
    dontWait: 'Don’t wait',
    open: 'Open',
    openWhenBack: 'Open when back',
    fetching: (name: string) => `Getting it from ${name}`,
    fetchingText: 'You can read on; it opens here.',
    offline: (name: string) => `${name} is offline`,
    offlineSince: (when: string) => `Offline since ${when}`,
    offlineNow: 'Offline',
    waitingText: 'It opens as soon as they’re back.',
    quotedIn: (name: string, when: string) => `${name}, ${when}`,
    remove: 'Move to the trash',
    removed: 'Moved to the trash.',
    recalledAt: (when: string) => `Recalled ${when}, before you opened it`,
    expiredAt: (when: string) => `Expired ${when}`,
    noCopy: 'No copy was kept.',
    quote: 'Quote',
  },

  replyBox: {
    label: 'Reply',
    to: (names: string) => `Reply to ${names}`,
    toAll: (count: number) =>
      count === 2
        ? 'Reply to both'
        : `Reply to all ${['', '', '', 'three', 'four', 'five', 'six'][count] ?? count}`,
    draft: (words: string) => `Draft: ${words}`,
    goesTo: (names: string) => `To ${names}`,
    /** Others have the letter that is answered. */
    goesOnlyTo: (names: string) => `Only to ${names}`,
    toOnly: (names: string) => `Reply only to ${names}`,
    only: (name: string) => `Only ${name}`,
    all: 'Everyone here',
    unreached: (names: string) => `Not to ${names}, because you aren’t contacts`,
    asLetter: 'As a letter…',
    send: 'Send',
    close: 'Close; the draft is kept',
    placeholder: 'Write your reply…',
  },

  acts: {
    copyLink: 'Copy link',
    linkCopied: 'Link copied. It doesn’t change who can open the letter.',
    copyFailed: 'The browser didn’t allow copying. Select the text and copy it yourself.',
    forward: 'Forward as a link',
    forwardPassage: 'Forward the passage',
    forwardSubject: (title: string) => `About: ${title}`,
    drag: 'Drag out as a mail file',
    saveEml: 'Save as .eml',
    saveMarkdown: 'Save as Markdown',
    print: 'Print',
    reply: 'Reply',
    withPassage: 'With the selected words',
    /** The text of a link to a passage. */
    passage: (words: string) => `“${words}”`,
    note: 'Add a comment',
    moreAnswers: 'More answers',
    noteFor: (name: string) => `Comment for ${name}`,
    noteHide: 'Remove the comment',
    /** Shown if the letter has no receipts, because an answer also reveals the opening. */
    consent: (name: string) => `If you answer, ${name} will see that you opened it`,
    actions: 'Actions for this letter',
    tools: 'Tools',
    more: 'More',
  },

  outside: {
    title: 'Leave Fumikura?',
    host: 'Opens',
    puny: 'This address uses characters that look like others. Check it carefully.',
    differs: (shown: string) => `The link says “${shown}”, but it leads elsewhere.`,
    open: 'Open',
    copy: 'Copy address',
    mail: 'Mail to',
  },
}
