// mail: the e-mail of other programs. A mail is an own object of the kind `mail`, and a letter can be
// written as a mail. It has no network.
// May import letters and every noun of lower rank. Path: an opened letter → RFC 5322 → a file; and a
// mail file → keep-mails.ts stores it → mail-entry.ts computes its row.
export { writeMail, type Mailbox, type WrittenLink } from './write-mail.ts'
export { isMailAddress, writeOutgoing, type OutgoingMail } from './write-outgoing.ts'
export type { FileToWrite } from './write-mime.ts'
export { mailDate } from './header-encoding.ts'
export { keepMails, MAX_MAIL_BYTES, type MailToKeep } from './keep-mails.ts'
export { mailKind } from './kind.ts'
export { findOrigin, namesIn, peopleOf, showAddress } from './mail-origin.ts'
export { findKnownMail, keepPeople } from './mail-rows.ts'
export { readMessageId } from './soft-id.ts'
export { mailSchema } from './schema.ts'
export {
  firstMailPart,
  fromWhom,
  isPlainText,
  readImported,
  textOfImported,
  textOrNull,
  type FromWhom,
} from './imported-text.ts'
export { listPartsApart, MAIL_TYPE, readPageApart, splitCardsApart } from './mail-thread.ts'
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
export { proofOf, type MailProof } from './mail-proof.ts'
export { suspicionsOf, type Suspicion } from './suspicions.ts'
