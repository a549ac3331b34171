// The names of the shortcuts and of their groups, in English.
import type { ShortcutGroup, ShortcutId } from '../../state/shortcut-table.ts'

const names: Record<ShortcutId, string> = {
  palette: 'Go anywhere, do anything',
  search: 'Search',
  help: 'Show all shortcuts',
  compose: 'Write a letter',
  undo: 'Undo',
  back: 'Back to the list',
  goInbox: 'Go to Inbox',
  goWaiting: 'Go to Waiting for me',
  goStarred: 'Go to Starred',
  goSnoozed: 'Go to Snoozed',
  goSent: 'Go to Sent',
  goHeld: 'Go to Held & scheduled',
  goDrafts: 'Go to Drafts',
  goArchive: 'Go to Archive',
  goKnocks: 'Go to Knocks',
  goPeople: 'Go to People',
  goDiagnostics: 'Go to Diagnostics',
  goSettings: 'Go to Settings',
  next: 'Next letter',
  previous: 'Previous letter',
  open: 'Open',
  select: 'Select',
  selectAll: 'Select all',
  narrow: 'Sort and filter',
  archive: 'Archive',
  star: 'Star',
  snooze: 'Snooze',
  mute: 'Mute the thread',
  label: 'Label',
  reply: 'Reply',
  forward: 'Forward as a link',
  done: 'Done',
  copyLink: 'Copy link',
  hold: 'Hold, or let go',
  recall: 'Recall',
  send: 'Send',
  preview: 'Preview',
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
  names,
  groups,
}
