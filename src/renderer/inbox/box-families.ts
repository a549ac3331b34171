// The boxes that belong together: the tabs of Sent, and the filters of the inbox that are boxes of
// their own, because they also hold letters of other boxes.
import type { Box } from '../../core/contract/index.ts'

export type SentBox = 'sent' | 'held' | 'scheduled' | 'drafts'

const SENT_BOXES: readonly Box[] = ['sent', 'held', 'scheduled', 'drafts'] satisfies SentBox[]

/** In the order in which the inbox offers them. */
export const INBOX_FILTERS = ['starred', 'snoozed'] as const satisfies readonly Box[]
export type InboxFilter = (typeof INBOX_FILTERS)[number]

export const isSentBox = (box: Box): box is SentBox => SENT_BOXES.includes(box)

export const isInboxFilter = (box: Box): box is InboxFilter => INBOX_FILTERS.some((name) => name === box)

/** The box whose name is the heading. */
export function familyOf(box: Box): Box {
  if (isSentBox(box)) return 'sent'
  return isInboxFilter(box) ? 'inbox' : box
}
