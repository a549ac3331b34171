// The names of the boxes of letters, in English.
import type { Box } from '../../../core/contract/index.ts'

export const boxes: Record<Box | 'knocks', string> = {
  inbox: 'Inbox',
  waiting: 'To do',
  sent: 'Sent',
  held: 'Held',
  scheduled: 'Scheduled',
  drafts: 'Drafts',
  archive: 'Archive',
  starred: 'Starred',
  snoozed: 'Snoozed',
  notes: 'Notes',
  following: 'Following',
  imported: 'Imported',
  spam: 'Spam',
  trash: 'Trash',
  knocks: 'Contact requests',
}
