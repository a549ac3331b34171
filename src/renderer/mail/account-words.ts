// The line below the address of an account: how it stands.
import type { Account } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { domainOf } from '../state/accounts.svelte.ts'

/** What a dialog about an account does. */
export type ActOnAccount = 'password' | 'trust' | 'remove'

export function accountLine({ state, address, incoming, kept, since }: Account): string {
  const words = m.mail.states
  switch (state) {
    case 'off':
      return words.off
    case 'away':
      return words.away(incoming.host)
    case 'refused':
      return words.refused(domainOf(address))
    case 'unsafe':
      return words.unsafe(incoming.host)
    case 'taking':
      return ''
    case 'ready':
      if (kept === 0) return words.none
      return since === null
        ? words.ready(kept, f.number(kept))
        : words.readySince(kept, f.number(kept), f.monthOf(new Date(since)))
  }
}
