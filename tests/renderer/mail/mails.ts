// Mails for the tests of lists, in the form of the contract.
import type { LetterSummary, MailProof, PersonId, ThreadSummary } from '../../../src/core/contract/index.ts'
import type { MailFacts } from '../../../src/renderer/mail/mail-facts.ts'
import { letter, ME } from '../inbox/letters.ts'
import { thread } from '../inbox/threads.ts'

interface Made extends Partial<MailFacts> {
  at?: string
  isNew?: boolean
  excerpt?: string
}

/** What the server of the account found. */
export const proof = (dmarc: MailProof['dmarc'], by: string | null = 'mx.example.net'): MailProof => ({
  ...{ dmarc, by, domain: 'weiss-zahn.example' },
})

/** A mail from `Dr Weiss <office@weiss-zahn.example>`. */
export function mail(subject: string, from: string, { at, isNew = false, excerpt, ...facts }: Made = {}) {
  const [, name = '', address = ''] = /^(.*?) ?<(.*)>$/.exec(from) ?? []
  const made = {
    ...{ kind: 'mail', mail: facts, from: { person: `key of ${address}` as PersonId, name, address } },
    ...{
      state: 'stored',
      excerpt: excerpt ?? null,
      ...(at === undefined ? {} : { sentAt: at, arrivedAt: at }),
    },
    tidy: { archived: false, starred: false, snoozedUntil: null, unread: isNew, labels: [] },
  }
  return letter(subject, made as unknown as Partial<LetterSummary>)
}

export function mailThread(
  subject: string,
  from: string,
  made: Made = {},
  changes: Partial<ThreadSummary> = {},
): ThreadSummary {
  const newest = mail(subject, from, made)
  return thread(subject, { newest, people: [newest.from], ...changes })
}

/** A letter of this person to an address alone. */
export function sentByMail(subject: string, address: string, facts: Partial<MailFacts> = {}): ThreadSummary {
  const newest = letter(subject, {
    ...{ from: ME, to: [{ person: `key of ${address}` as PersonId, name: address, address }] },
    ...{ state: 'notified', tally: { notified: 1 }, arrivedAt: null, mail: facts },
  } as unknown as Partial<LetterSummary>)
  return thread(subject, { newest, people: [ME], state: 'notified' })
}
