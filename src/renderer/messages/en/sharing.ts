// Who can read a thing, in English: giving it to one more audience, taking it back from one, and who has it by now.
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
    nobody: 'Nobody is called that, or they have it already.',
    choose: 'Choose who will be able to read it as well.',
    person: (name: string) => `From then on ${name} can read it, besides those who can now.`,
    group: (name: string, count: string) =>
      `From then on the ${count} members of ${name} can read it, besides those who can now.`,
    everyone: 'From then on anyone can read it, for good.',
    endsRecall:
      'Publishing ends recall: it cannot be held or recalled from anybody any more, nor from those who have not opened it yet.',
    sameLetter:
      'It is this very letter, under your name and as it was written. Nothing is copied and nothing is sent again: they get a notice, and open it from your store.',
    tells: 'Opening tells you, and until they open it you can withdraw it from them.',
    notACopy: 'To send other words, write a new letter.',
    everyoneOption: 'Everyone',
    action: (name: string) => `Share with ${name}`,
    actionGroup: 'Share with the group',
    publish: 'Publish it',
    busy: 'Sharing…',
    shared: (name: string) => `${name} can read it now.`,
    leavesNotes: 'It is under Sent from now on.',
    published: 'Anyone can read it now.',
  },

  withdrawDialog: {
    title: (name: string) => `Withdraw it from ${name}?`,
    titleEveryone: 'Withdraw it from the public?',
    rest: (name: string) => `${name} cannot open it any more.`,
    restOfGroup: (name: string) => `Whoever in ${name} has not opened it by now cannot any more.`,
    late: (name: string) => `Too late for ${name}: it was opened, and stays with them.`,
    lateInGroup: (opened: string, all: string) =>
      `Too late for ${opened} of ${all}: they opened it, and keep it.`,
    open: 'Too late for everyone who was told of it: the key went out with the notice.',
    everyone: 'It goes from your archive and from your public site, and nobody new gets it from you.',
    everyoneKeeps:
      'It comes too late for whoever has it: they keep it, and those who follow you may hand it on. That cannot be undone.',
    others: 'Nothing changes for the other audiences.',
    action: 'Withdraw it',
  },
  /** What it came to for an audience that is no person. */
  outcomes: {
    held: (name: string) => `${name}: held.`,
    scheduled: (name: string) => `${name}: scheduled.`,
    notified: (name: string) => `${name}: the notice goes out.`,
    recalled: (name: string) => `${name}: taken back. Whoever had not opened it cannot any more.`,
    recalling: (name: string) => `${name}: being taken back; it is not certain yet.`,
    expired: (name: string) => `${name}: it had ended already.`,
    'too-late': (name: string) => `${name}: too late for whoever has it. Nobody new gets it from you.`,
    unknown: (name: string) => `${name}: what it came to is not known.`,
  } satisfies Record<Outcome, (name: string) => string>,
  /** The same for many readers at once. */
  counts: {
    held: (count: string) => `Held for ${count}.`,
    scheduled: (count: string) => `Scheduled for ${count}.`,
    notified: (count: string) => `The notice goes to ${count}.`,
    recalled: (count: string) => `${count} had not opened it, and cannot any more.`,
    recalling: (count: string) => `For ${count} it is under way; it is not certain yet.`,
    expired: (count: string) => `For ${count} it had ended already.`,
    'too-late': (count: string) => `Too late for ${count}: they have it, and keep it.`,
    unknown: (count: string) => `What it came to for ${count} is not known.`,
  } satisfies Record<Outcome, (count: string) => string>,

  panel: {
    title: 'Who can read this?',
    audiences: 'Given to',
    readers: 'People',
    sent: 'written to them',
    shared: 'shared later',
    published: 'published',
    publishedLater: 'published later',
    told: (when: string) => `told ${when}`,
    notTold: 'not told yet',
    opens: { controlled: 'opening tells its author', open: 'opening tells nobody' },
    opened: (opened: string, all: string) => `${opened} of ${all} have opened it`,
    openedOne: 'opened',
    notOpenedOne: 'not opened yet',
    besides: (count: number, shown: string) =>
      count === 1 ? 'its author and 1 other' : `its author and ${shown} others`,
    uncounted: 'nobody is counted',
    self: 'Only you',
    selfText: 'It lies in your store, and nobody was told of it.',
    everyone: 'Anyone',
    group: (name: string) => `The group ${name}`,
    via: (names: string) => `by ${names}`,
    openedAt: (when: string) => `opened ${when}`,
    notMine: 'As far as its notice says. Only its author knows who has opened it.',
    count: (shown: string, all: string) => `${shown} of ${all}`,
    more: 'Show more',
    nobody: 'Nobody yet.',
    withdrawFrom: (name: string) => `Withdraw it from ${name}`,
  },

  versions: {
    edited: 'Edited',
    /** Behind “Edited”. */
    see: (count: number, shown: string) => (count === 2 ? 'see both versions' : `see the ${shown} versions`),
    seeEarlier: 'see the earlier versions',
    looking: 'Looking for earlier versions…',
    notThere: 'There are earlier versions, but nobody who has them is there right now.',
    title: 'Versions',
    latest: 'latest',
    here: 'shown here',
    newer: 'A later version of this is here.',
    goToNewer: 'Read the latest',
    first: 'first version',
  },

  /** Files that may say where they were made, and cannot be cleaned. */
  remaining: {
    title: (count: number): string => (count === 1 ? 'A file may say a place' : 'Some files may say a place'),
    text: (count: number): string =>
      count === 1
        ? 'Fumikura cannot remove it from this file. Whoever gets the file may find it there.'
        : 'Fumikura cannot remove it from these files. Whoever gets them may find it there.',
    why: {
      kind: 'Fumikura does not know files of this kind.',
      seen: 'A place was found in it.',
      form: 'It cannot be looked into.',
    },
    asIs: (count: number): string => (count === 1 ? 'Give it as it is' : 'Give them as they are'),
    leaveOut: (count: number): string => (count === 1 ? 'Leave it out' : 'Leave them out'),
  },

  /** What is shown in place of readers. */
  public: 'Public: anyone can read it, and nobody is counted.',
  withdrawn: 'Withdrawn from the public: nobody new gets it from you, and whoever has it keeps it.',
  publicLimits: 'Withdrawing it takes it from your archive and site; whoever has it keeps it.',
  self: 'Only you can read it.',
  selfLimits: 'It can be shared later; nothing is copied then either.',
  toEveryone: 'to everyone',
  toSelf: 'for yourself',
  tags: 'Filed under',
}
