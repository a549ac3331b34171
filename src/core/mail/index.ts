// mail: the e-mail of other programs. A mail is an own object of the kind `mail`, and a letter can be
// written as a mail. It has no network.
// May import letters and every noun of lower rank. Path: an opened letter → RFC 5322 → a file; and a
// mail file → keep-mails.ts stores it → mail-entry.ts computes its row.
export { writeMail, type Mailbox, type WrittenLink } from './write-mail.ts'
export { isMailAddress, writeOutgoing } from './write-outgoing.ts'
export type { FileToWrite } from './write-mime.ts'
export { mailDate } from './header-encoding.ts'
export { keepMails, MAX_MAIL_BYTES, type MailToKeep } from './keep-mails.ts'
export { mailKind } from './kind.ts'
export { labelWithin, toMailFile } from './label-within.ts'
export { addressInShown, findOrigin, nameInShown, namesIn, peopleOf, showAddress } from './mail-origin.ts'
export { countChecked, findKnownMail, findMailLists, keepPeople, readChecks } from './mail-rows.ts'
export {
  awaitMail,
  binStopped,
  findStop,
  isAfterStop,
  keepStop,
  markAsked,
  noteTakenBack,
  takeAgain,
  type MailStop,
} from './mail-stops.ts'
export { suspicionsOf } from './suspicions.ts'
export { readMailto } from './mailto.ts'
export { readMessageId } from './soft-id.ts'
export { mailSchema } from './schema.ts'
export {
  firstMailPart,
  fromWhom,
  isPlainText,
  mailBytes,
  readImported,
  textOfImported,
  textOrNull,
  type FromWhom,
} from './imported-text.ts'
export { keepReader, listPartsApart, MAIL_TYPE, readPageApart, splitCardsApart } from './mail-thread.ts'
export { CARD_TYPE, isVcard } from './read-vcard.ts'
export { parseMailDate } from './mail-date.ts'
export { readHeadFacts, type MailFacts } from './mail-facts.ts'
export type { MailReport } from './mail-report.ts'
export { cutMail } from './cut-mail.ts'
export { rangeOf, readCut, type CutMail, type CutPart, type PartRange } from './cut-form.ts'
export { encodingOf } from './cut-parts.ts'
export {
  countDecoded,
  findLines,
  readDecoded,
  startOf,
  type EncodedPart,
  type Lines,
} from './decoded-part.ts'
export { joinMail } from './join-mail.ts'
