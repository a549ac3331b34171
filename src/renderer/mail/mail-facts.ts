// What a list shows of a mail. Everything that the page asks of a mail is asked here.
import type { LetterSummary, ThreadSummary } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { domainOf } from '../state/accounts.svelte.ts'

export interface MailFacts {
  /** Whether the domain in From is proven to have sent it. Null: nobody checked. */
  proof: 'proven' | 'unproven' | null
  /** True for a mail to many, such as a newsletter. */
  isBulk: boolean
  /** Of an own mail that has not arrived. `why`: the words of the server; '' if it gave none. */
  failing: { state: 'queued' | 'returned'; why: string } | null
}

type Asked = Pick<LetterSummary, 'to' | 'draft'> & { kind: string; mail?: Partial<MailFacts> | null }

const UNKNOWN: MailFacts = { proof: null, isBulk: false, failing: null }

/** Null for what is no mail. A letter that goes by mail alone counts as one. */
export function mailOf(letter: Asked): MailFacts | null {
  const { kind, to, draft, mail } = letter
  const goesByMail = draft === null && to.length > 0 && to.every(isAddress)
  if (kind !== 'mail' && !goesByMail && (mail ?? null) === null) return null
  return { ...UNKNOWN, ...mail }
}

/** True for a mail to many, which makes no noise in a list. */
export function isQuiet({ newest }: Pick<ThreadSummary, 'newest'>): boolean {
  return mailOf(newest)?.isBulk === true
}

const isAddress = (one: LetterSummary['to'][number]): boolean =>
  'address' in one && (one.address ?? '') !== ''

/** The domain that a mail says it is from; '' if its name says it already, or it has no address. */
export function domainIn({ name, address = '' }: LetterSummary['from']): string {
  const domain = address === '' ? '' : domainOf(address)
  return name.includes(domain) ? '' : domain
}

/** `Came back: no such address` */
export function failingWords({ state, why }: NonNullable<MailFacts['failing']>): string {
  return state === 'returned' ? m.mail.returned(why) : m.mail.queued
}
