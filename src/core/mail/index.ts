// mail: converts letters to and from the e-mail of other programs. Sending and receiving in
// Fumikura never use it.
// May import every noun of lower rank. Path: an opened letter → RFC 5322 → a file; and a mail file
// → a letter of one's own.
export { writeMail, type Mailbox, type WrittenLink } from './write-mail.ts'
export { mailDate } from './header-encoding.ts'
export { keepMails, MAX_MAIL_BYTES, type MailToKeep } from './keep-mails.ts'
export {
  firstMailPart,
  fromWhom,
  isPlainText,
  readImported,
  textOfImported,
  textOrNull,
  type FromWhom,
} from './imported-text.ts'
export { listPartsApart, MAIL_TYPE, splitCardsApart } from './mail-thread.ts'
export type { FileWithin } from './read-mail.ts'
export { CARD_TYPE, isVcard } from './read-vcard.ts'
export { parseMailDate } from './mail-date.ts'
export { readHeadFacts, type HeadFacts, type MailFacts } from './mail-facts.ts'
export type { ListFacts } from './list-facts.ts'
export type { MailReport, ReportedRecipient } from './mail-report.ts'
export { cutMail, type MailOnServer } from './cut-mail.ts'
export type { PartShape } from './cut-plan.ts'
export { readCut, type CutPart } from './cut-form.ts'
export { joinMail, type FetchCut } from './join-mail.ts'
export type { ReadRange } from './mail-source.ts'
export type { AtServer } from './cut-parts.ts'
export { decodePieces } from './decode-pieces.ts'
