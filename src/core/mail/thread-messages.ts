// What the engine and the thread that reads mails say to each other. One order has one or two
// answers.
import type { MailContent, MailHead, MailPart } from './read-mail.ts'

export interface MailOrder {
  raw: Uint8Array
  /** Head and words, or the files within the mail. */
  wants: 'words' | 'parts'
}

export type MailAnswer =
  { head: MailHead } | { content: MailContent } | { parts: MailPart[] } | { failed: true }
