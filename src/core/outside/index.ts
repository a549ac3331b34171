// outside: letters to mail addresses. Each goes as an ordinary mail by an account of this person.
// It may import delivery, letters, mail and lower ranks. The accounts are given to it.
// Path: a due notice → a row of the queue → the mail of the letter → the server of the account →
// accepted, refused, or an end that nobody knows.
export { readAnswer } from './answer-mail.ts'
export {
  createCorrespondentStrategy,
  noAccount,
  type CorrespondentStrategyParts,
} from './correspondent-strategy.ts'
export { findReader as findMailReader } from './mail-queue.ts'
export { forgetMail, listMailReaders, Outside } from './outside.ts'
export type { MailSender } from './ports.ts'
export { outsideSchema } from './schema.ts'
export { parseTypedAddress } from './typed-address.ts'
