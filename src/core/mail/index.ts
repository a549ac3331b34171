// mail: letters as e-mail of other programs, both ways. What is sent and received here never passes through it.
// May import every noun of lower rank. Path: an opened letter → RFC 5322 → a file; and a file of mail → the letter that is kept of it.
export { writeMail, type LetterToWrite, type Mailbox, type WrittenLink } from './write-mail.ts'
export { mailDate } from './mail-words.ts'
export { keepMails, MAX_MAIL_BYTES, type KeptMails, type MailToKeep } from './keep-mails.ts'
export { firstMailPart, readImported, textOfImported, textOrNull } from './imported-text.ts'
export { listMailParts, MAIL_TYPE, readMail, type MailPart, type ReadMail } from './read-mail.ts'
export { CARD_TYPE, isVcard, splitVcards } from './read-vcard.ts'
export { parseMailDate } from './mail-date.ts'
