// The words about a phone: its browser, when it was here, and what it changed.
import type { Phone, PhoneAct } from '../../core/contract/index.ts'
import { f, m } from '../messages/later.ts'
import { nameBrowser } from '../settings/browser-name.ts'

/** Converts a user agent: `Safari on iOS`. */
export function browserWords(userAgent: string): string {
  const { browser, system } = nameBrowser(userAgent)
  if (browser === null) return userAgent === '' ? m.settings.sessionUnknown : userAgent
  return system === null ? browser : m.settings.browserOn(browser, system)
}

/** `Safari on iOS · last open 2 hours ago · from 203.0.113.0/24` */
export function phoneWords({ browser, seenAt, via, isOpen, rights, lock }: Phone, now: Date): string {
  return [
    browserWords(browser),
    isOpen ? m.phones.openNow : seenAt === null ? m.phones.neverSeen : m.phones.seen(f.relative(seenAt, now)),
    ...(via === null ? [] : [m.phones.from(via)]),
    ...(rights === 'read' ? [m.phones.readsOnly] : []),
    ...(lock === null ? [] : [m.phones.locks[lock]]),
  ].join(' · ')
}

/** `Sent: Kim: Lunch` */
export function actWords({ call, about }: Pick<PhoneAct, 'call' | 'about'>): string {
  const kinds: Partial<Record<string, string>> = m.phones.kinds
  const [noun = ''] = call.split('.', 1)
  const kind = kinds[call] ?? kinds[noun] ?? call
  return about === '' ? kind : `${kind}${m.phones.colon}${about}`
}
