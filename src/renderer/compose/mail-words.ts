// What the desk says about a letter as a mail.
import { f, m } from '../messages/later.ts'
import { domainOf } from '../state/accounts.svelte.ts'
import type { MailFrom } from '../state/mail-from.svelte.ts'

/** That its server takes no mail of this size; '' if it does. */
export function describeExcess({ excess, chosen }: Pick<MailFrom, 'excess' | 'chosen'>): string {
  return excess === null || chosen === null
    ? ''
    : m.mail.tooLarge(f.bytes(excess.bytes), domainOf(chosen.address), f.bytes(excess.maxBytes))
}
