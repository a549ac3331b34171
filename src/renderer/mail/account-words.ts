// The line below the address of an account: how it stands.
import type { Account } from '../../core/contract/index.ts'
import { f, m } from '../messages/later.ts'
import { domainOf } from '../state/accounts.svelte.ts'
import { PAGES } from '../state/browser-sign-in.svelte.ts'

/** What a dialog about an account does. */
export type ActOnAccount = 'password' | 'browser' | 'trust' | 'remove'

/** How the person signs in again. */
export const signInAct = ({ oauth }: Account): 'password' | 'browser' =>
  oauth === null ? 'password' : 'browser'

export const signInWords = ({ oauth }: Account): string =>
  oauth === null ? m.mail.newPassword : m.mail.setUp.signInAt(PAGES[oauth])

export function accountLine({ state, oauth, address, incoming, kept, since, partsLeft }: Account): string {
  const words = m.mail.states
  switch (state) {
    case 'off':
      return words.off
    case 'away':
      return words.away(incoming.host)
    case 'refused':
      return oauth === null ? words.refused(domainOf(address)) : words.signInAgain(PAGES[oauth])
    case 'unsafe':
      return words.unsafe(incoming.host)
    case 'taking':
      return ''
    case 'ready':
      if (kept === 0) return words.none
      if (partsLeft > 0) return words.partsLeft(partsLeft, f.number(partsLeft))
      return since === null
        ? words.ready(kept, f.number(kept))
        : words.readySince(kept, f.number(kept), f.monthOf(new Date(since)))
  }
}
