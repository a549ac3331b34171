// The names of the shortcuts and of their groups, in English.
import type { ActId, ShortcutGroup } from '../../state/shortcut-table.ts'

const names: Record<ActId, string> = {
  palette: 'Go anywhere, do anything',
  search: 'Search',
  help: 'Show all shortcuts',
  newNote: 'New note (in Notes)',
  compose: 'Write a letter',
  undo: 'Undo',
  back: 'Back to the list',
  next: 'Next',
  previous: 'Previous',
  enter: 'Go into the conversation',
  nextLetter: 'Next letter of the conversation',
  previousLetter: 'Previous letter of the conversation',
  select: 'Select',
  selectAll: 'Select all',
  narrow: 'Sort and filter',
  open: 'Open the first sealed letter',
  openAll: 'Open all sealed letters',
  archive: 'Archive',
  star: 'Star',
  snooze: 'Snooze',
  mute: 'Mute this conversation',
  label: 'Label',
  markUnread: 'Mark as unread',
  remove: 'Remove from my lists',
  reply: 'Reply',
  replyAll: 'Reply to all',
  forward: 'Forward as a link',
  done: 'Done',
  copyLink: 'Copy link',
  hold: 'Hold or release',
  recall: 'Recall',
  share: 'Share with someone else',
  who: 'Who can read this?',
  edit: 'Write a new version',
  send: 'Send',
  attach: 'Attach files',
}

const groups: Record<ShortcutGroup, string> = {
  app: 'Everywhere',
  go: 'Go to',
  list: 'In a list',
  letter: 'With a letter',
  write: 'While writing',
}

export const shortcuts = {
  title: 'Keyboard shortcuts',
  then: 'then',
  or: 'or',
  off: 'Single-key shortcuts are switched off in Settings.',
  goTo: (place: string) => `Go to ${place}`,
  names,
  groups,
}
