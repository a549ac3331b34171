// Loads the reader of mails when a mail is read. Its charsets and its HTML tokenizer take some 40 ms
// and 15 MB, which a start should not cost.
import type * as reader from './read-mail.ts'

export const MAIL_TYPE = 'message/rfc822'

type MailReader = Pick<typeof reader, 'readMail' | 'readMailAndFiles' | 'listMailParts'>

export function loadMailReader(): Promise<MailReader> {
  return import('./read-mail.ts')
}
