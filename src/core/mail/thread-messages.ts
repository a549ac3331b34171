// What the engine and the thread that reads mails and vCards say to each other. One order has one or two
// answers.
import type { MadePage } from './as-made.ts'
import type { MailContent, MailHead, MailPart } from './read-mail.ts'

export interface MailOrder {
  raw: Uint8Array
  /** Head and words, the files within the mail, or its page as it was made; the words of a vCard, or where vCards are. */
  wants: 'words' | 'parts' | 'page' | 'card' | 'cards'
}

export type MailAnswer =
  | { head: MailHead }
  | { content: MailContent }
  | { parts: MailPart[] }
  | { page: MadePage | null }
  /** Starts and ends, alternating. */
  | { cards: Uint32Array }
  | { failed: true }
