// What a list shows of a mail. Everything that the page asks of a mail is asked here.
import type {
  LetterSummary,
  MailProof,
  MailStatus,
  Suspicion,
  ThreadSummary,
} from '../../core/contract/index.ts'
import { m } from '../messages/later.ts'
import { domainOf } from '../state/accounts.svelte.ts'

export type PendingState = 'waiting' | 'unsure' | 'refused' | 'returned'

export interface MailFacts {
  proof: MailProof
  /** True for a mail to many, such as a newsletter. */
  isBulk: boolean
  /** False if its account has a server that never says who sent a mail, or if no account has it. */
  expectsProof: boolean
  /** What its sender's name or address pretends. */
  suspicions?: readonly Suspicion[]
  /** Of an own mail that no server has taken, or that came back. `note`: the words of the server. */
  pending: { state: PendingState; note: string } | null
}

type Asked = Pick<LetterSummary, 'kind' | 'from' | 'to' | 'draft' | 'imported'> & {
  mail?: Partial<MailFacts> | null
}

const UNPROVEN: MailProof = { dmarc: 'none', domain: null, by: null }
const UNKNOWN: MailFacts = { proof: UNPROVEN, isBulk: false, expectsProof: false, pending: null }

/**
 * Null for what is no mail, and for one that a person shared: that is sealed, as their letters are. A
 * letter that goes by mail alone counts as one.
 */
export function mailOf({ kind, from, to, draft, imported, mail }: Asked): MailFacts | null {
  const cameByMail = kind === 'mail' && (imported !== null || isAddress(from))
  const goesByMail = draft === null && to.length > 0 && to.every(isAddress)
  return cameByMail || (goesByMail && kind !== 'mail') ? { ...UNKNOWN, ...mail } : null
}

/** True for a mail to many, which makes no noise in a list. */
export function isQuiet({ newest }: Pick<ThreadSummary, 'newest'>): boolean {
  return mailOf(newest)?.isBulk === true
}

/** True if what goes there is an ordinary mail, so nobody learns whether it is opened. */
export const isAddress = (one: LetterSummary['from'] | LetterSummary['to'][number]): boolean =>
  'address' in one && (one.address ?? '') !== ''

/**
 * `Dr Weiss <office@weiss-zahn.example>` without its address, which a row shows elsewhere. A name that
 * itself looks like an address stays as it is.
 */
export function withoutAddress(name: string): string {
  const at = name.lastIndexOf(' <')
  const before = name.slice(0, Math.max(at, 0)).trim()
  return before === '' || before.includes('@') || !name.endsWith('>') ? name : before
}

/** The domain that a proven mail is from; '' if its name says it already. */
export function domainIn({ name, address = '' }: LetterSummary['from']): string {
  const domain = domainOf(address)
  return withoutAddress(name).includes(domain) ? '' : domain
}

/** `unchecked`: no server of this person looked who sent it. */
export function standingOf({ proof }: MailFacts): 'proven' | 'unproven' | 'unchecked' {
  if (proof.dmarc === 'pass') return 'proven'
  return proof.by === null ? 'unchecked' : 'unproven'
}

/** True if an own mail did not reach its address, or may not have. */
export function isFailed(state: MailStatus['state']): state is Exclude<PendingState, 'waiting'> {
  return state === 'refused' || state === 'returned' || state === 'unsure'
}

/** `Came back: no such address` */
export function pendingWords({ state, note }: NonNullable<MailFacts['pending']>): string {
  return m.mail.progressOf[state](note)
}
