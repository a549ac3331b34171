// One letter, in English: the sealed envelope and what opening it tells, the opened text, its thread, what a reader can say.
import type { MailLimit } from '../../../core/contract/index.ts'

export const letter = {
  loading: 'Looking for the letter…',
  from: (name: string, when: string) => `from ${name}, ${when}`,
  toYou: 'to you',
  toYouAnd: (names: string) => `to you and ${names}`,
  others: (more: number) => (more === 1 ? '1 other' : `${more} others`),
  you: 'You',
  position: (index: string, total: string) => `${index} of ${total}`,

  sealed: {
    facts: 'About this letter',
    for: 'For',
    forYou: 'you alone',
    forYouAnd: (names: string) => `you and ${names}`,
    size: 'Size',
    attached: 'Attached',
    where: 'Where it is',
    whereOnline: (name: string) => `in ${name}’s store; connected`,
    whereAway: (name: string) => `in ${name}’s store; away just now`,
    until: 'Can be opened',
    untilWhen: (when: string) => `until ${when}`,
    untilEver: 'at any time, until it is recalled',
    untilOpen: 'at any time',
    untilBack: (name: string) => `once ${name} is connected again`,
    /** Said beside the button, so that nobody opens without knowing. */
    tellsSentence: (name: string) => `Opening tells ${name}`,
    tellsNobodySentence: 'Opening tells nobody',
    open: 'Open the letter',
    openAgain: 'Try again',
  },

  opening: {
    asking: (name: string) => `Asking ${name}’s store for the letter…`,
    still: 'Still fetching. A large letter or a slow line takes a while.',
    stillAway: (name: string) => `${name} is not connected just now. Still trying.`,
    away: (name: string) => `${name} is away.`,
    awayText:
      'The letter is in their store. It opens here by itself as soon as they are back; you need not keep this open.',
    awayOffline: 'Your engine is not connected just now. It goes on by itself once it is.',
    cancel: 'Do not wait',
    openedItself: (name: string, title: string) => `${name} is back: “${title}” is open now.`,
  },

  refused: {
    recalledTitle: 'Recalled before you opened it',
    recalled: (name: string) =>
      `${name} took this letter back. The key to it was destroyed; nothing of it was kept here.`,
    expiredTitle: 'Its time ran out',
    expired: (when: string) => `It could be opened until ${when}. Nothing of it was kept here.`,
    expiredUnknown: 'It could be opened until a time that has passed. Nothing of it was kept here.',
    heldTitle: 'Held back for now',
    held: (name: string) => `${name} is holding this letter. Once they let it go, it can be opened here.`,
    notYetTitle: 'Not yet',
    notYet: (name: string) => `${name} has set a time before which it cannot be opened.`,
    notReaderTitle: 'Not for you, so far',
    notReader: 'Its author has not named you as a reader. You can ask to be let in; asking opens nothing.',
    blockedTitle: 'From someone you have blocked',
    blocked: 'Nothing of theirs is fetched. Unblock them under People to open it.',
    quotaTitle: 'Enough for today',
    quota: (name: string) =>
      `${name}’s store has handed over as much as it does in a day. It can be opened later.`,
    unreachableTitle: 'It did not come through',
    unreachable: (name: string) => `${name} is connected but did not send it. The letter is still sealed.`,
    missingTitle: 'This letter is not here',
    missing: 'Nothing here goes by that name. A link may have been cut short.',
    otherTitle: 'It could not be opened',
  },

  alarm: {
    alteredTitle: 'This is not what was announced',
    altered: (name: string) =>
      `What came from ${name}’s store is not the letter its notice promised. It is not shown, and nothing of it was kept.`,
    rewrittenTitle: 'The store was rewritten',
    rewritten: (name: string) =>
      `${name}’s store contradicts what it said before. Letters that were not opened before that cannot be trusted, so they are not shown.`,
    advice:
      'This does not happen by chance. It can be a broken disk or an old copy put back; it can be an attempt to deceive. Ask them in another way.',
    evidence: 'Show the evidence',
    evidenceTitle: 'The evidence',
    evidenceHint: 'What was found, as the engine noted it. Copy it for whoever looks into it.',
    copyEvidence: 'Copy the evidence',
    facts: { code: 'Finding', message: 'In words', author: 'Author', ref: 'Letter', seen: 'Seen' },
  },

  link: {
    title: 'A link to a letter',
    textUnknown: 'Only a link to it is here. If its author has let you in, it can be opened.',
    open: 'Ask for it',
    tells: 'Opening tells its author',
  },

  ask: {
    title: 'Ask to be let in',
    text: 'A few words for its author, if you like',
    send: 'Ask',
    asked: 'Asked. What the author does with it is up to them.',
    failed: 'The question could not be put: its author is not among your people.',
  },

  read: {
    kept: 'kept here, verified',
    mail: 'an imported mail; who wrote it is not proven',
    exported: (whose: string | null) =>
      whose === null ? 'from an export of yours, verified' : `from the export of ${whose}, verified`,
    noText: 'There is no text in this letter.',
    notRead: (what: string) => `This mail has too much to read all of it: ${what}. It is kept whole.`,
    limits: {
      headBytes: 'its head is very long',
      parts: 'it has more than 1,000 parts',
      depth: 'its parts lie very deep in one another',
      textBytes: 'its text is very long',
    } satisfies Record<MailLimit, string>,
    noReply: (name: string) => `To answer, you and ${name} have to be paired.`,
    public: 'public: anyone can read it',
    replyHint: 'A reply links this letter; nothing is quoted',
  },

  original: {
    you: 'You',
    wrote: (when: string) => `wrote ${when}`,
    fromYourStore: 'shown from your store',
    fromKept: 'shown from what you opened',
    more: 'Show all of it',
    less: 'Show less',
    goTo: 'Go to it',
    sealed: (name: string, when: string) => `answers a letter of ${name}, ${when}, which you have not opened`,
    sealedUnknown: 'answers a letter you have not opened',
    notReader: 'answers a letter that is not for you',
    gone: (reason: string) => `answers a letter that cannot be shown. ${reason}`,
  },

  thread: {
    title: 'The thread',
    count: (count: number) => (count === 1 ? '1 letter' : `${count} letters`),
    here: 'this letter',
    sealed: 'sealed',
    notForYou: 'not for you',
    cannot: 'cannot be shown',
    unknownAuthor: 'Someone',
    ask: 'Ask to be let in',
  },

  acts: {
    copyLink: 'Copy link',
    linkCopied: 'Link copied. It says where the letter is; who may open it stays the same.',
    copyFailed: 'The browser did not allow copying.',
    forward: 'Forward as a link',
    /** What a forwarded letter begins with; `link` is Markdown. */
    forwardText: (name: string, link: string) =>
      `${name} wrote this; whether you can open it is up to them:\n\n${link}\n`,
    forwardMine: (link: string) => `I wrote this; you can ask me to let you in:\n\n${link}\n`,
    forwardSubject: (title: string) => `About: ${title}`,
    drag: 'Drag out as a mail file',
    saveEml: 'Save as .eml',
    saveMarkdown: 'Save as Markdown',
    print: 'Print',
    reply: 'Reply',
    replyToPassage: 'Reply to this passage',
    /** The text of a link that points at a few words of a letter. */
    passage: (words: string) => `“${words}”`,
    note: 'Add a note',
    noteFor: (name: string) => `A short note for ${name}`,
    noteHide: 'Without a note',
    /** On an open letter saying anything is the consent to be seen. */
    consent: (name: string) => `Saying so tells ${name} that you opened it`,
    actions: 'What to do with it',
    tools: 'Tools',
    more: 'More',
  },

  outside: {
    title: 'Leave Fumikura?',
    host: 'Goes to',
    puny: 'This address is written with letters that can look like others. Look closely.',
    differs: (shown: string) => `The words of the link say “${shown}”, but it goes elsewhere.`,
    open: 'Open',
    copy: 'Copy the address',
    mail: 'Writes a mail to',
  },
}
