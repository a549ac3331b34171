// Who can read a letter, in English: sharing it, withdrawing it, and its versions.
import type { Outcome } from '../../../core/contract/index.ts'

export const sharing = {
  share: 'Share with…',
  edit: 'Edit',
  who: 'Who can read this?',
  withdraw: 'Withdraw',

  dialog: {
    title: 'Share this letter with…',
    titleNote: 'Share this note with…',
    titlePublic: 'Share this post with…',
    find: 'A person or a group',
    nobody: 'No contact or group with that name, or they already have it.',
    choose: 'Choose who else may read this.',
    person: (name: string) => `${name} will be able to read this too.`,
    group: (name: string, count: string) => `The ${count} members of ${name} will be able to read this too.`,
    everyone: 'Anyone will be able to read this, and you can’t take that back.',
    endsRecall:
      'Once this is published, you can’t hold or recall it any more, even for people who haven’t opened it.',
    sameLetter:
      'It’s this very letter, under your name, as you wrote it. Nothing is copied or sent again: they get a notice and open it from your store.',
    tells: 'You’ll see when they open it. Until then, you can withdraw it from them.',
    notACopy: 'To change the words, write a new letter.',
    action: (name: string) => `Share with ${name}`,
    actionGroup: 'Share with the group',
    publish: 'Publish',
    busy: 'Sharing…',
    shared: (name: string) => `Shared with ${name}.`,
    leavesNotes: 'The note is now under Sent.',
    published: 'Shared with everyone.',
  },

  withdrawDialog: {
    title: (name: string) => `Withdraw this from ${name}?`,
    titleEveryone: 'Withdraw this from the public?',
    rest: (name: string) => `${name} will no longer be able to open this.`,
    restOfGroup: (name: string) => `Members of ${name} who haven’t opened it will no longer be able to.`,
    late: (name: string) => `Too late for ${name}: they opened it and keep it.`,
    lateInGroup: (opened: string, all: string) =>
      `Too late for ${opened} of ${all}: they opened it and keep it.`,
    open: 'Too late for everyone who was notified: the key went out with the notice.',
    everyone: 'This leaves your archive and your public site. Nobody else can get it from you.',
    everyoneKeeps: 'Anyone who has it keeps it, and your followers may pass it on. You can’t undo this.',
    others: 'Nothing changes for anyone else.',
    action: 'Withdraw',
  },
  /** The result for a group or for everyone. */
  outcomes: {
    held: (name: string) => `${name}: held.`,
    holding: (name: string) => `${name}: being held. The result isn’t certain yet.`,
    scheduled: (name: string) => `${name}: scheduled.`,
    notified: (name: string) => `${name}: will be notified.`,
    recalled: (name: string) => `${name}: withdrawn. Anyone who hadn’t opened it no longer can.`,
    recalling: (name: string) => `${name}: being withdrawn. The result isn’t certain yet.`,
    expired: (name: string) => `${name}: already expired.`,
    'too-late': (name: string) => `${name}: too late for anyone who has it. Nobody else can get it from you.`,
    unknown: (name: string) => `${name}: the result isn’t known.`,
  } satisfies Record<Outcome, (name: string) => string>,
  /** The results of many readers, counted. */
  counts: {
    held: (count: string) => `Held for ${count}.`,
    holding: (count: string) => `Being held for ${count}. The result isn’t certain yet.`,
    scheduled: (count: string) => `Scheduled for ${count}.`,
    notified: (count: string) => `${count} will be notified.`,
    recalled: (count: string) => `${count} hadn’t opened it, and no longer can.`,
    recalling: (count: string) => `Being recalled from ${count}. The result isn’t certain yet.`,
    expired: (count: string) => `It had already expired for ${count}.`,
    'too-late': (count: string) => `Too late for ${count}: they have it and keep it.`,
    unknown: (count: string) => `The result for ${count} isn’t known.`,
  } satisfies Record<Outcome, (count: string) => string>,

  panel: {
    title: 'Who can read this?',
    audiences: 'Given to',
    readers: 'People',
    sent: 'addressed',
    shared: 'shared',
    published: 'published',
    publishedLater: 'published later',
    told: (when: string) => `notified ${when}`,
    notTold: 'not notified yet',
    opens: { controlled: 'the sender sees who opens it', open: 'nobody sees who opens it' },
    opensMine: { controlled: 'you’ll see who opens it', open: 'nobody sees who opens it' },
    opened: (opened: string, all: string) =>
      `${opened} of ${all} ${opened === '1' ? 'has' : 'have'} opened it`,
    openedOne: 'opened',
    notOpenedOne: 'not opened yet',
    besides: (count: number, shown: string) =>
      count === 1 ? 'the sender and 1 other' : `the sender and ${shown} others`,
    uncounted: 'readers aren’t counted',
    self: 'Only you',
    selfText: 'The note is in your store. Nobody was notified.',
    everyone: 'Anyone',
    group: (name: string) => `The group ${name}`,
    via: (names: string) => `through ${names}`,
    openedAt: (when: string) => `opened ${when}`,
    notMine: 'This is what the notice says. Only the sender knows who opened it.',
    count: (shown: string, all: string) => `${shown} of ${all}`,
    more: 'Show more',
    nobody: 'Nobody yet.',
    mail: 'The people it names, and the mail providers on the way',
    mailText: 'It came by mail, unsealed.',
    withdrawFrom: (name: string) => `Withdraw this from ${name}`,
  },

  versions: {
    edited: 'Edited',
    /** The link after “Edited”. */
    see: (count: number, shown: string) => (count === 2 ? 'see both versions' : `see the ${shown} versions`),
    seeEarlier: 'see the earlier versions',
    looking: 'Looking for earlier versions…',
    notThere: 'There are earlier versions, but nobody who has them is online. Try again later.',
    title: 'Versions',
    latest: 'latest',
    here: 'shown here',
    newer: 'There’s a newer version of this.',
    goToNewer: 'Read the latest',
    first: 'first version',
  },

  /** Files whose location Fumikura cannot remove. */
  remaining: {
    title: (count: number): string =>
      count === 1 ? 'A file may contain its location' : 'Some files may contain their location',
    text: (count: number): string =>
      count === 1
        ? 'Fumikura can’t remove the location from this file. Anyone who gets the file may find it.'
        : 'Fumikura can’t remove the locations from these files. Anyone who gets them may find it.',
    why: {
      kind: 'Fumikura doesn’t know this kind of file.',
      seen: 'The file contains a location.',
      form: 'Fumikura can’t read the file.',
    },
    asIs: (count: number): string => (count === 1 ? 'Send it as it is' : 'Send them as they are'),
    leaveOut: (count: number): string => (count === 1 ? 'Leave it out' : 'Leave them out'),
  },

  /** Shown in place of the readers, if there are none to count. */
  public: 'Public. Anyone can read it, and readers aren’t counted.',
  withdrawn: 'Withdrawn from the public. Nobody else can get it from you; anyone who has it keeps it.',
  publicLimits: 'If you withdraw the post, it leaves your archive and site. Anyone who has it keeps it.',
  self: 'Only you can read this note.',
  selfLimits: 'You can share this note later.',
  tags: 'Tags',
}
