// The limits for reading one mail. Mail is untrusted, so reading any mail takes bounded time and
// memory.
// The whole mail is kept. If a limit was exceeded, the reader reports it.
import type { MailLimit } from '../contract/letter.ts'

export type { MailLimit }

export const MAIL_LIMITS = {
  /** Of one head, and of the heads of all parts together. */
  headBytes: 256 * 1024,
  /** All parts, multiparts included. */
  parts: 1000,
  /** Nested multiparts. */
  depth: 20,
  /** Of all text that is shown, before decoding. */
  textBytes: 4 << 20,
} as const satisfies Record<Exclude<MailLimit, 'time'>, number>

export function isWithin(limit: keyof typeof MAIL_LIMITS, value: number): boolean {
  return value < MAIL_LIMITS[limit]
}
