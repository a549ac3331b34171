// The row of a mail of another program. One that a person shared is read as a letter of that person.
import type { KindRow } from './index.ts'

export const mail: KindRow = {
  head: () => import('../letter/MailHead.svelte'),
}
