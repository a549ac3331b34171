// Reads a mail at once. The engine reads head, words and files each when they are needed, in a thread.
import {
  openMail,
  readMailContent,
  readMailHead,
  readMailParts,
  type MailContent,
  type MailHead,
  type MailPart,
} from '../../src/core/mail/read-mail.ts'

/** Reads all of a mail but the contents of its files. */
export function readMail(raw: Uint8Array): MailHead & MailContent {
  const mail = openMail(raw)
  return { ...readMailHead(mail), ...readMailContent(mail) }
}

/** Returns the files of a mail, in the order of its parts. */
export const listMailParts = (raw: Uint8Array): MailPart[] => readMailParts(openMail(raw))
