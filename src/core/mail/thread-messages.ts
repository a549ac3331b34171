// What the engine and the thread that reads mails and vCards say to each other. One order has one or two
// answers.
import type { MailContent, MailHead, MailPart } from './read-mail.ts'

export interface MailOrder {
  raw: Uint8Array
  /** Head and words, or the files within the mail; the words of a vCard, or where vCards are. */
  wants: 'words' | 'parts' | 'card' | 'cards'
}

export type MailAnswer =
  | { head: MailHead }
  | { content: MailContent }
  | { parts: MailPart[] }
  /** Starts and ends, alternating. */
  | { cards: Uint32Array }
  | { failed: true }
