// The row of a mail of another program. One that a person shared is read as a letter of that person.
import { m } from '../messages/messages.svelte.ts'
import type { KindRow } from './index.ts'

export const mail: KindRow = {
  line: ({ imported }) => (imported === null ? null : m.inbox.line.mail),
  head: () => import('../letter/MailHead.svelte'),
}
