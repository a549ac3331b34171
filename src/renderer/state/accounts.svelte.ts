// The mail accounts of this person: how each stands, and the acts on it. From receive on.
import type { Account, AccountAddress, AccountId, AccountState } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** In these states nothing goes on until its person has acted. */
const NEEDS_PERSON: readonly AccountState[] = ['refused', 'unsafe']

/** True if what is ordered here does not reach the server now. */
export const isUnreached = ({ state }: Account): boolean => state !== 'ready' && state !== 'taking'

/** While old mail is taken, its numbers change often. */
const SETTLE_MS = 300

export interface ChangedAccount {
  isOn?: boolean
  keeps?: Account['keeps']
  password?: string
  fingerprint?: string
}

export class Accounts extends LiveRead<readonly Account[]> {
  constructor(app: App) {
    super(app, {
      read: () => app.api.accounts.list(),
      after: ['account-changed', 'letter-changed'],
      // An account counts the orders that its server has not taken.
      isConcerned: ({ type }) => type !== 'letter-changed' || this.list?.some(isUnreached) === true,
      settleMs: SETTLE_MS,
    })
  }

  /** Null until it is read. */
  get list(): readonly Account[] | null {
    return this.value
  }

  get hasAny(): boolean {
    return (this.value ?? []).length > 0
  }

  /** Those that wait for their person. */
  get inTrouble(): readonly Account[] {
    return (this.value ?? []).filter(({ state }) => NEEDS_PERSON.includes(state))
  }

  /** The first whose old mail is coming. */
  get coming(): Account | null {
    return this.value?.find(({ state }) => state === 'taking') ?? null
  }

  find(account: AccountId): Account | null {
    return this.value?.find((one) => one.account === account) ?? null
  }

  /** Shows an account that a call returned, before its event comes. */
  put(account: Account): void {
    const list = this.value ?? []
    const isKnown = list.some((one) => one.account === account.account)
    this.set(
      isKnown ? list.map((one) => (one.account === account.account ? account : one)) : [...list, account],
    )
  }

  /** @throws NOT_FOUND, MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY */
  async change({ account }: Account, changes: ChangedAccount): Promise<void> {
    this.put(await this.app.api.accounts.change({ account, ...changes }))
  }

  /** @throws NOT_FOUND */
  async check({ account }: Account): Promise<void> {
    this.put(await this.app.api.accounts.check({ account }))
  }

  /** @throws NOT_FOUND */
  async forget({ account }: Account, keepsMails: boolean): Promise<void> {
    await this.app.api.accounts.forget({ account, keepsMails })
    this.set((this.value ?? []).filter((one) => one.account !== account))
  }

  /** @throws NOT_FOUND */
  addressesOf({ account }: Account): Promise<AccountAddress[]> {
    return this.app.api.accounts.addresses({ account })
  }

  /** @throws NOT_FOUND */
  sign({ account }: Account, addresses: AccountAddress[]): Promise<AccountAddress[]> {
    return this.app.api.accounts.setAddresses({ account, addresses })
  }
}

/** What to call the server of an account: the domain of its address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
