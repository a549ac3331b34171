// What is read of one mail at most. Mail comes from anybody: whatever it holds, reading it takes bounded time and memory.
// What is beyond is kept with the mail, as every byte of it is, and the reader says that there is more.
import type { MailLimit } from '../contract/letter.ts'

export type { MailLimit }

export const MAIL_LIMITS = {
  /** Of one head, and of those of all parts together. */
  headBytes: 256 * 1024,
  /** All of them, multiparts included. */
  parts: 1000,
  /** Multiparts within one another. */
  depth: 20,
  /** Of all text that is shown, as it was before it travelled. */
  textBytes: 4 << 20,
} as const satisfies Record<MailLimit, number>

export function isWithin(limit: MailLimit, value: number): boolean {
  return value < MAIL_LIMITS[limit]
}
