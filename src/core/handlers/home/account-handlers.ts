// Handlers for mail accounts.
import type { Account, AccountAddress, AccountId } from '../../contract/index.ts'
import { listAddresses, type AccountStatus } from '../../accounts/index.ts'
import { hexId, isoTime, keyOf } from '../../contract-ids.ts'
import type { OpenHome } from '../../open-home.ts'
import type { Serving } from '../serving.ts'

export const accountHandlers: Serving<'accounts'> = {
  list: ({ accounts }) => accounts.list().map(describeAccount),
  async discover({ accounts }, { address }, { signal }) {
    const { source: _source, ...found } = await accounts.setUp.discover(address, signal)
    return found
  },
  async add(home, { address, name, user, password, since, ca, fingerprint, ...servers }, { signal }) {
    const { accounts } = home
    const trust = {
      ...(ca === undefined ? {} : { ca }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    }
    const account = await accounts.setUp.add(
      {
        ...{ address, name: nameIn(home, name), user, trust, ...servers },
        secret: { auth: 'password', password },
        since: timeOf(since),
      },
      signal,
    )
    return describeAccount(accounts.get(account))
  },
  oauthBegin: ({ accounts }, { address }, { signal }) => accounts.setUp.beginSignIn(address, signal),
  async oauthEnd(home, { signIn, name, since }, { signal }) {
    const added = { name: nameIn(home, name), since: timeOf(since) }
    const account = await home.accounts.setUp.endSignIn(signIn, added, signal)
    return describeAccount(home.accounts.get(account))
  },
  async change({ accounts }, { account, password, ...change }, { signal }) {
    const secret = password === undefined ? undefined : { auth: 'password' as const, password }
    await accounts.setUp.change(keyOf(account), { ...change, secret }, signal)
    return describeAccount(accounts.get(keyOf(account)))
  },
  addresses: (home, { account }) => listOwnAddresses(home, account),
  async setAddresses(home, { account, addresses }) {
    await home.accounts.setAddresses(keyOf(account), addresses)
    return listOwnAddresses(home, account)
  },
  async forget({ accounts }, { account, keepsMails }) {
    await accounts.forget(keyOf(account), keepsMails)
    return null
  },
  check({ accounts }, { account }) {
    accounts.look(keyOf(account))
    return describeAccount(accounts.get(keyOf(account)))
  },
  async take({ accounts }, { account, since }) {
    await accounts.takeSince(keyOf(account), timeOf(since))
    return describeAccount(accounts.get(keyOf(account)))
  },
}

const nameIn = ({ parts }: OpenHome, name: string | undefined): string => name ?? parts.identity.card.name

/** All mails, if no time is given. */
const timeOf = (since: string | undefined): number => (since === undefined ? 0 : Date.parse(since))

function listOwnAddresses({ parts, accounts }: OpenHome, account: string): AccountAddress[] {
  const { id } = accounts.get(keyOf(account)).account
  return listAddresses(parts.ledger, id)
}

function describeAccount({ account, state, ...counts }: AccountStatus): Account {
  const { id, address, name, trouble, incoming, outgoing, keeps, since, maxBytes } = account
  return {
    ...{
      account: hexId(id) as AccountId,
      address,
      name,
      state,
      trouble,
      incoming,
      outgoing,
      keeps,
      maxBytes,
      ...counts,
    },
    since: since === 0 ? null : isoTime(since),
  }
}
