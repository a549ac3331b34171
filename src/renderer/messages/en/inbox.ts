// The lists of letters, in English: what each row says it is, how it is put in order, and what an empty box means.
import type { Box, ListFilter, ListOrder } from '../../../core/contract/index.ts'

export const inbox = {
  untitled: '(no subject)',
  /** The notice carries no title; the letter itself may. */
  titleInside: '(subject inside)',
  to: (names: string) => `to ${names}`,
  goes: (when: string) => `goes ${when}`,
  othersToo: (first: string, more: number) =>
    more === 1 ? `${first} and 1 other` : `${first} and ${more} others`,
  nobodyYet: '(nobody yet)',
  self: 'yourself',
  everyone: 'everyone',

  /** The third line of a row; its parts stand between dots. */
  line: {
    sealed: 'Sealed',
    tells: (name: string) => `opening tells ${name}`,
    tellsNobody: 'opening tells nobody',
    until: (when: string) => `until ${when}`,
    heldBy: (name: string) => `Held back by ${name} for now`,
    nothingKept: 'Nothing of it was kept here',
    recalledTitle: '(recalled before you opened it)',
    recalled: 'Recalled before you opened it',
    expiredTitle: '(its time ran out before you opened it)',
    expired: 'Its time ran out before you opened it',
    opened: 'Opened',
    reply: 'a reply',
    knows: (name: string) => `${name} knows`,
    /** Something in it was not opened yet. */
    album: 'Album · something new',
    albumOpened: 'Album',
    leaving: 'Sending · can still be undone',
    draft: 'Draft',
    stored: 'Only you',
    mail: 'Mail, not proven',
    exported: (whose: string | null) =>
      whose === null ? 'From an export of yours' : `From the export of ${whose}`,
    public: 'Public',
    withdrawn: 'Withdrawn; whoever has it keeps it',
    edited: 'edited',
    replaced: 'an earlier version',
    emptyDraft: 'Nothing written yet',
  },

  /** What the readers of a sent letter have come to, where it is not the same for all. */
  tally: { opened: (opened: string, all: string) => `${opened} of ${all} opened` },

  starred: 'Starred',
  muted: 'Muted',
  backAt: (when: string) => `back ${when}`,

  narrow: {
    title: 'Sort and filter',
    order: 'Order',
    orders: { newest: 'Newest', oldest: 'Oldest', largest: 'Largest' } satisfies Record<ListOrder, string>,
    only: 'Show only',
    filters: {
      unread: 'Unopened',
      opened: 'Opened',
      starred: 'Starred',
      urgent: 'Urgent',
      done: 'Done',
    } satisfies Record<ListFilter, string>,
    person: 'From or to',
    anyone: 'Anyone',
    label: 'Label',
    anyLabel: 'Any',
    /** The parts of what is on, as they stand in a line. */
    ordered: {
      newest: 'newest first',
      oldest: 'oldest first',
      largest: 'largest first',
    } satisfies Record<ListOrder, string>,
    with: (name: string) => `with ${name}`,
    someoneGone: 'with someone who is gone',
    labelled: (label: string) => `“${label}”`,
    clear: 'Clear',
    clearAll: 'Show everything in its order',
    nothingFits: 'Nothing here fits',
    hidden: (count: number, filters: string) =>
      count === 1 ? `One letter is hidden by: ${filters}` : `${count} letters are hidden by: ${filters}`,
    hiddenNone: (filters: string) => `This box is empty, also without: ${filters}`,
    without: (filter: string) => `Without ${filter}`,
    sortBy: (order: string) => `Sort: ${order}`,
    showOnly: (filter: string) => `Show only: ${filter}`,
    showAgain: (filter: string) => `No longer only: ${filter}`,
  },

  selectRow: (who: string, title: string) => `Select ${title}, ${who}`,
  selected: (count: string) => `${count} selected`,
  selectLoaded: 'Select all shown',
  clearSelection: 'Select none',
  loadFailed: 'The letters could not be read.',

  archive: 'Archive',
  unarchive: 'Out of the archive',
  star: 'Star',
  unstar: 'Remove star',
  snooze: 'Snooze',
  unsnooze: 'Back now',
  mute: 'Mute the thread',
  unmute: 'Unmute the thread',
  labels: 'Labels',
  newLabel: 'New label',
  addLabel: 'Add',
  noLabels: 'No labels yet.',
  chosenLabels: 'Labels of this letter',

  snoozeUntil: 'Snooze until',
  snoozeTimes: {
    laterToday: 'Later today',
    tomorrow: 'Tomorrow morning',
    nextWeek: 'Next week',
    pick: 'Pick a time',
  },
  snoozePick: 'Until',
  snoozeSet: 'Snooze',
  snoozePast: 'That time has passed.',

  did: {
    archived: (count: number) => (count === 1 ? 'Archived.' : `${count} letters archived.`),
    unarchived: (count: number) =>
      count === 1 ? 'Back in its box.' : `${count} letters back in their boxes.`,
    starred: (count: number) => (count === 1 ? 'Starred.' : `${count} letters starred.`),
    unstarred: (count: number) => (count === 1 ? 'Star removed.' : `${count} stars removed.`),
    snoozed: (count: number, when: string) =>
      count === 1 ? `Snoozed until ${when}.` : `${count} letters snoozed until ${when}.`,
    unsnoozed: (count: number) => (count === 1 ? 'Back now.' : `${count} letters are back now.`),
    muted: (count: number) => (count === 1 ? 'Muted: replies go to the archive.' : `${count} threads muted.`),
    unmuted: (count: number) => (count === 1 ? 'No longer muted.' : `${count} threads no longer muted.`),
    labelled: (label: string, count: number) =>
      count === 1 ? `Labelled “${label}”.` : `${count} letters labelled “${label}”.`,
    unlabelled: (label: string, count: number) =>
      count === 1 ? `“${label}” removed.` : `“${label}” removed from ${count} letters.`,
  },

  empty: {
    inbox: {
      title: 'Your inbox is empty',
      text: 'When someone you are paired with writes, their notice appears here. The letter stays in their store until you open it.',
    },
    waiting: {
      title: 'Nobody is waiting for you',
      text: 'Letters you have opened and not yet answered for stand here.',
    },
    sent: {
      title: 'Nothing sent yet',
      text: 'To send is to store: what you write stays in your own store, and its readers come to it.',
    },
    held: {
      title: 'Nothing held or scheduled',
      text: 'Letters you hold back, or that go out later, wait here. Nobody can open them.',
    },
    drafts: { title: 'No drafts', text: 'What you begin to write is saved here at every pause.' },
    archive: {
      title: 'The archive is empty',
      text: 'Letters you are done with, and do not want to see every day, are kept here.',
    },
    starred: { title: 'Nothing starred', text: 'Star a letter to find it here again.' },
    snoozed: { title: 'Nothing snoozed', text: 'A snoozed letter waits here and comes back by itself.' },
    notes: {
      title: 'No notes yet',
      text: 'A note is a letter to yourself. Only you can read it, until you share it.',
    },
    following: {
      title: 'Nothing from those you follow',
      text: 'What they publish comes here by itself. Choose whom under People; what you publish stands there too.',
    },
    imported: {
      title: 'Nothing imported yet',
      text: 'Mail of other programs comes here, and what others have exported. Settings has the way in.',
    },
  } satisfies Record<Box, { title: string; text: string }>,
}
