// The lists of letters, in English: rows, sorting and filters, acts, and empty boxes.
import type { Box, ListFilter, ListOrder } from '../../../core/contract/index.ts'

export const inbox = {
  untitled: '(no subject)',
  /** The notice has no subject; the letter may have one. */
  titleInside: '(subject inside)',
  to: (names: string) => `to ${names}`,
  goes: (when: string) => `sends ${when}`,
  othersToo: (first: string, more: number) =>
    more === 1 ? `${first} and 1 other` : `${first} and ${more} others`,
  /** Readers of a letter who are not contacts, after the names of the others. */
  unknownPeople: (count: number, shown: string) =>
    count === 1 ? 'someone you don’t know' : `${shown} people you don’t know`,
  nobodyYet: '(no recipient)',
  self: 'yourself',
  everyone: 'everyone',
  /** Oneself, last among the authors of a thread. */
  me: 'me',
  /** Between the names in a row. */
  comma: ', ',
  /** After the six names of a thread with more authors. */
  morePeople: (more: string) => `${more} more`,
  count: (count: string) => `${count} letters`,
  countSealed: (count: string) => `${count} sealed`,
  /** Messages of a talk that were not read yet. */
  countNew: (count: string) => `${count} new`,
  /** The sign in the row of a sealed letter without a receipt. */
  unseen: 'opening isn’t seen',
  rowActs: (title: string) => `Acts for ${title}`,
  /** After the name in the row of a sealed letter that cannot be opened now. */
  offline: 'offline',

  /** Parts of the third line of a row, which separates them by dots. */
  line: {
    sealed: 'Sealed',
    fromStations: (name: string) => `opens from ${name}’s stations`,
    tells: (name: string) => `${name} will see you open it`,
    tellsNobody: 'nobody will see you open it',
    until: (when: string) => `expires ${when}`,
    heldBy: (name: string) => `${name} is holding it for now`,
    nothingKept: 'No copy was kept',
    deletedTitle: 'Deleted letter',
    recalledTitle: '(recalled before you opened it)',
    recalled: 'Recalled before you opened it',
    expiredTitle: '(expired before you opened it)',
    expired: 'Expired before you opened it',
    opened: 'Opened',
    /** Of an own letter whose author does not see who opens it. */
    notSeen: 'Sent · nobody sees who opens it',
    reply: 'a reply',
    /** What was said in a talk. */
    said: 'Message',
    knows: (name: string) => `${name} knows`,
    /** An album that has pages that are not opened yet. */
    album: 'Album · something new',
    albumOpened: 'Album',
    leaving: 'Sending · you can still undo',
    draft: 'Draft',
    stored: 'Only you',
    notOpened: 'Not opened yet',
    exported: (whose: string | null) => (whose === null ? 'From your own export' : `From ${whose}’s export`),
    public: 'Public',
    withdrawn: 'Withdrawn · anyone who has it keeps it',
    edited: 'edited',
    replaced: 'earlier version',
    emptyDraft: 'no text yet',
  },

  /** For a sent letter whose readers have different states. */
  tally: { opened: (opened: string, all: string) => `${opened} of ${all} opened` },

  /** The filters of the inbox that have a list of their own. */
  filters: 'Show',
  filtered: { starred: 'Starred, in all boxes', snoozed: 'Snoozed' },
  all: 'All',
  sentViews: 'Views of sent letters',

  starred: 'Starred',
  muted: 'muted',
  /** What is new in a group, by which its row says how many. */
  newLetters: (count: number, shown: string) => (count === 1 ? '1 letter' : `${shown} letters`),
  newMessages: (count: number, shown: string) => (count === 1 ? '1 message' : `${shown} messages`),
  saidBy: (name: string, words: string) => `${name}: ${words}`,
  unread: 'Unread',
  unanswered: 'No answer yet',
  /** Above the list, whatever it shows. */
  urgent: {
    title: (count: string) => `Urgent: ${count}`,
    shownAnyway: 'Shown although it doesn’t fit',
    confirmed: (count: string, of: string) => `${count} of ${of} confirmed`,
    open: 'Open',
    answer: 'Answer',
  },
  backAt: (when: string) => `back ${when}`,

  narrow: {
    title: 'Sort and filter',
    order: 'Order',
    orders: { newest: 'Newest', oldest: 'Oldest', largest: 'Largest' } satisfies Record<ListOrder, string>,
    only: 'Show only',
    filters: {
      unread: 'Unread',
      openable: 'Can be opened now',
      opened: 'Opened',
      starred: 'Starred',
      urgent: 'Urgent',
      pressing: 'Urgent, not answered',
      done: 'Done',
      letters: 'Letters',
      mail: 'Mail',
    } satisfies Record<ListFilter, string>,
    person: 'From or to',
    anyone: 'Anyone',
    label: 'Label',
    anyLabel: 'Any',
    /** The order and the filters in the line under the header. */
    ordered: {
      newest: 'newest first',
      oldest: 'oldest first',
      largest: 'largest first',
    } satisfies Record<ListOrder, string>,
    with: (name: string) => `with ${name}`,
    someoneGone: 'with a former contact',
    labelled: (label: string) => `“${label}”`,
    clear: 'Clear',
    clearAll: 'Clear sorting and filters',
    nothingFits: 'No letters match',
    hidden: (count: number, filters: string) =>
      count === 1 ? `1 letter is hidden by: ${filters}` : `${count} letters are hidden by: ${filters}`,
    hiddenNone: (filters: string) => `There are no letters here, even without: ${filters}`,
    without: (filter: string) => `Remove filter: ${filter}`,
    sortBy: (order: string) => `Sort: ${order}`,
    showOnly: (filter: string) => `Show only: ${filter}`,
    showAgain: (filter: string) => `Remove filter: ${filter}`,
  },

  selectRow: (who: string, title: string) => `Select ${title}, ${who}`,
  selected: (count: string) => `${count} selected`,
  selectLoaded: 'Select all shown',
  clearSelection: 'Clear selection',
  loadFailed: 'The letters couldn’t be loaded',

  archive: 'Archive',
  unarchive: 'Move out of the archive',
  unarchiveShort: 'To the inbox',
  refreshed: 'The list is up to date.',
  pullMore: 'Pull to refresh',
  letGo: 'Let go to refresh',
  star: 'Star',
  unstar: 'Remove star',
  snooze: 'Snooze',
  unsnooze: 'Unsnooze',
  mute: 'Mute',
  unmute: 'Unmute',
  markUnread: 'Mark as unread',
  markRead: 'Mark as read',
  labels: 'Labels',
  newLabel: 'New label',
  addLabel: 'Add',
  noLabels: 'No labels yet.',
  chosenLabels: 'Labels',

  snoozeUntil: 'Snooze until',
  snoozeSet: 'Snooze',
  snoozePast: 'That time has passed. Choose a later one.',

  remove: 'Move to the trash',
  spam: 'Mark as spam',
  notSpam: 'Not spam',
  putBack: 'Put back',
  did: {
    /** `title` names the entry if it is one; '' without. */
    removed: (count: number, title: string) =>
      one(count, title, 'Moved to the trash.', (named) => `Moved ${named} to the trash`) ??
      `${count} moved to the trash.`,
    markedSpam: (count: number, title: string) =>
      one(count, title, 'Marked as spam.', (named) => `Marked ${named} as spam`) ??
      `${count} marked as spam.`,
    putBack: (count: number, title: string) =>
      one(count, title, 'Put back.', (named) => `Put ${named} back`) ?? `${count} put back.`,
    archived: (count: number, title: string) =>
      one(count, title, 'Archived.', (named) => `Archived ${named}`) ?? `${count} archived.`,
    unarchived: (count: number, title: string) =>
      one(count, title, 'Moved out of the archive.', (named) => `Moved ${named} out of the archive`) ??
      `${count} moved out of the archive.`,
    starred: (count: number, title: string) =>
      one(count, title, 'Starred.', (named) => `Starred ${named}`) ?? `${count} starred.`,
    unstarred: (count: number, title: string) =>
      one(count, title, 'Star removed.', (named) => `Removed the star of ${named}`) ??
      `${count} stars removed.`,
    snoozed: (count: number, title: string, when: string) =>
      one(count, title, `Snoozed until ${when}.`, (named) => `Snoozed ${named} until ${when}`) ??
      `${count} snoozed until ${when}.`,
    unsnoozed: (count: number, title: string) =>
      one(count, title, 'Unsnoozed.', (named) => `Unsnoozed ${named}`) ?? `${count} unsnoozed.`,
    muted: (count: number, title: string) =>
      one(
        count,
        title,
        'Muted. Urgent ones still come.',
        (named) => `Muted ${named}. Urgent ones still come.`,
      ) ?? `${count} conversations muted.`,
    unmuted: (count: number, title: string) =>
      one(count, title, 'Unmuted.', (named) => `Unmuted ${named}`) ?? `${count} conversations unmuted.`,
    markedUnread: (count: number, title: string) =>
      one(count, title, 'Marked as unread.', (named) => `Marked ${named} as unread`) ??
      `${count} marked as unread.`,
    markedRead: (count: number, title: string) =>
      one(count, title, 'Marked as read.', (named) => `Marked ${named} as read`) ??
      `${count} marked as read.`,
    labelled: (count: number, title: string, label: string) =>
      one(count, title, `Labelled “${label}”.`, (named) => `Labelled ${named} as “${label}”`) ??
      `${count} labelled “${label}”.`,
    unlabelled: (count: number, title: string, label: string) =>
      one(count, title, `“${label}” removed.`, (named) => `Removed “${label}” from ${named}`) ??
      `“${label}” removed from ${count}.`,
  },

  emptyLabel: {
    title: 'Nothing with this label',
    text: 'Add the label to a letter to find its conversation here.',
  },

  /** The button of the empty box of imported letters. */
  bringMail: 'Bring your mail',
  empty: {
    inbox: {
      title: 'Your inbox is empty',
      text: 'When a contact writes to you, their notice appears here. The letter stays in their store until you open it.',
    },
    waiting: {
      title: 'Nothing waiting for you',
      text: 'All caught up. Letters you’ve read but not answered appear here.',
    },
    sent: {
      title: 'Nothing sent yet',
      text: 'To send is to store: what you write stays in your own store, and your readers open it from there.',
    },
    held: {
      title: 'Nothing held',
      text: 'Letters that you hold wait here until you release them. Until then, nobody can open them.',
    },
    scheduled: {
      title: 'Nothing scheduled',
      text: 'Letters that you schedule wait here for their time. Until then, nobody is notified.',
    },
    drafts: { title: 'No drafts', text: 'Whatever you start writing is saved here as you go.' },
    archive: {
      title: 'The archive is empty',
      text: 'Archive a letter to keep it here, out of your inbox.',
    },
    starred: { title: 'Nothing starred', text: 'Star a letter to find it here again.' },
    snoozed: {
      title: 'Nothing snoozed',
      text: 'Snoozed letters wait here and come back at the time you choose.',
    },
    notes: {
      title: 'No notes yet',
      text: 'A note is a letter to yourself. Only you can read it, until you share it.',
    },
    following: {
      title: 'Nothing from people you follow',
      text: 'What they publish appears here. Choose whom to follow under “People I follow”; your own posts are there too.',
    },
    imported: {
      title: 'Nothing imported yet',
      text: 'Mail from other programs appears here, and what you import from an export.',
    },
    spam: {
      title: 'No spam',
      text: 'Mail that is marked as spam stays here, out of all other lists. Nothing is deleted automatically.',
    },
    trash: {
      title: 'The trash is empty',
      text: 'What you move here is in no other list until you put it back. Nothing is deleted automatically.',
    },
  } satisfies Record<Box, { title: string; text: string }>,
}

/** The sentence about one entry; null if there are several. */
function one(
  count: number,
  title: string,
  untitled: string,
  named: (title: string) => string,
): string | null {
  if (count !== 1) return null
  return title === '' ? untitled : named(`“${title}”`)
}
