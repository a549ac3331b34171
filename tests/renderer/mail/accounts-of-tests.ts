// Mail accounts for the tests of the page, and an engine that answers for them.
import {
  EngineError,
  type Account,
  type AccountAddress,
  type AccountId,
  type DiscoveredAccount,
  type ErrorCode,
} from '../../../src/core/contract/index.ts'
import type { Calls } from '../support/fake-app.ts'

export function account(address: string, changes: Partial<Account> = {}): Account {
  const domain = address.slice(address.indexOf('@') + 1)
  return {
    ...{ account: `id of ${address}` as AccountId, address, name: 'Haruko Mori', state: 'ready' },
    ...{ trouble: null, oauth: null, keeps: 'texts', folders: 6, waiting: 0, partsLeft: 0, maxBytes: null },
    checksSenders: null,
    incoming: { host: `imap.${domain}`, port: 993, security: 'tls' },
    outgoing: { host: `smtp.${domain}`, port: 465, security: 'tls' },
    ...{ kept: 8310, of: 8310, since: '2019-03-04T08:00:00.000Z' },
    ...changes,
  }
}

export const FINGERPRINT = '9f0c41d27ab355e8106dc4923bf708ae61d52c99e047ba138ef47026cb5da138'

/** One in each state. */
export const ACCOUNTS: readonly Account[] = [
  account('haruko.mori@harbourmail.example', { state: 'taking', kept: 8412, of: 31_077 }),
  account('haruko@gmail.example'),
  account('office@weiss-zahn.example', {
    state: 'refused',
    trouble: { code: 'MAIL_REFUSED', line: '535 5.7.8 Authentication failed', fingerprint: null },
  }),
  account('haruko@attic.example', {
    state: 'unsafe',
    trouble: { code: 'MAIL_UNSAFE', line: 'self-signed certificate', fingerprint: FINGERPRINT },
  }),
  account('haruko@google.example', {
    ...{ state: 'refused', oauth: 'google' },
    trouble: { code: 'MAIL_REFUSED', line: 'invalid_grant', fingerprint: null },
  }),
  account('choir@harbour.example', { state: 'away' }),
  account('old@oldmail.example', { state: 'off' }),
  account('reading@attic.example', { outgoing: null }),
]

/** By the domain of the address. A domain that is not here is known by its servers alone. */
const PROVIDERS: Readonly<Record<string, Partial<DiscoveredAccount>>> = {
  'harbourmail.example': { provider: 'Harbour Mail' },
  'gmail.example': {
    ...{ provider: 'Gmail', signIn: 'app-password' },
    help: 'https://gmail.example/app-passwords',
  },
  'google.example': { provider: 'Gmail', signIn: 'app-password', oauth: 'google' },
  'closed.example': { provider: 'Closed Mail', obstacle: 'closed' },
  'turnon.example': { provider: 'Office Mail', obstacle: 'turn-on', help: 'https://turnon.example/imap' },
  'claimed.example': { isProven: false },
  'outlook.example': { provider: 'Microsoft', signIn: 'oauth' },
  'oldmail.example': { incoming: null, outgoing: null },
}

/** Passwords with which a sign-in fails. Trust in the server mends MAIL_UNSAFE alone; `both` is
 * refused after it. */
const REFUSALS: Readonly<Record<string, [ErrorCode, Record<string, unknown>]>> = {
  refused: ['MAIL_REFUSED', { line: '535 5.7.8 Authentication failed' }],
  unsafe: ['MAIL_UNSAFE', { fingerprint: FINGERPRINT }],
  bare: ['MAIL_UNSAFE', {}],
  away: ['MAIL_AWAY', {}],
}

interface Changes {
  isOn?: boolean
  keeps?: Account['keeps']
  password?: string
  fingerprint?: string
}

function check({ password = '', fingerprint }: Changes): void {
  const isTrusted = fingerprint !== undefined
  const [code, details] = REFUSALS[password === 'both' ? (isTrusted ? 'refused' : 'unsafe') : password] ?? []
  if (code !== undefined && !(isTrusted && code === 'MAIL_UNSAFE'))
    throw new EngineError(code, 'a fixture', { details: details! })
}

export interface FakeAccounts {
  calls: Calls[string]
  asked: Record<string, unknown>[]
  list: readonly Account[]
  /** Resolves when the browser comes back. */
  back: Promise<void>
}

export function createFakeAccounts(begin: readonly Account[] = []): FakeAccounts {
  let addresses: AccountAddress[] | null = null
  const find = ({ account: id }: { account: string }): Account => fake.list.find((one) => one.account === id)!
  const fake: FakeAccounts = {
    list: begin,
    asked: [],
    back: Promise.resolve(),
    calls: {
      list: () => fake.list,
      discover: ({ address }: { address: string }) => {
        const made = account(address)
        return {
          ...{ address, provider: null, incoming: made.incoming, outgoing: made.outgoing, user: address },
          ...{ signIn: 'password', oauth: null, help: null, obstacle: null, isProven: true },
          ...PROVIDERS[address.slice(address.indexOf('@') + 1)],
        }
      },
      add: (input: { address: string } & Changes) => {
        fake.asked.push({ add: input })
        check(input)
        const made = account(input.address, { state: 'taking', kept: 1204, of: 8310 })
        fake.list = [...fake.list, made]
        return made
      },
      oauthBegin: (input: { address: string }) => {
        fake.asked.push({ oauthBegin: input })
        return { signIn: input.address, url: 'https://accounts.example/page' }
      },
      oauthEnd: async ({ signIn }: { signIn: string }) => {
        await fake.back
        const made = account(signIn, { state: 'taking', oauth: 'google', kept: 1204, of: 8310 })
        fake.list = [...fake.list.filter(({ address }) => address !== signIn), made]
        return made
      },
      change: ({ account: id, ...changes }: { account: string } & Changes) => {
        fake.asked.push({ change: changes })
        check(changes)
        const { isOn, keeps } = changes
        const state = isOn === false ? 'off' : 'ready'
        const changed = {
          ...find({ account: id }),
          ...(keeps === undefined ? {} : { keeps }),
          state,
        } as Account
        fake.list = fake.list.map((one) => (one.account === id ? changed : one))
        return changed
      },
      addresses: (input: { account: string }) =>
        addresses ?? [{ address: find(input).address, name: find(input).name, signature: '' }],
      setAddresses: (input: { addresses: AccountAddress[] }) => {
        fake.asked.push({ setAddresses: input.addresses })
        return (addresses = input.addresses)
      },
      forget: ({ account: id, keepsMails }: { account: string; keepsMails: boolean }) => {
        fake.asked.push({ forget: { keepsMails } })
        fake.list = fake.list.filter((one) => one.account !== id)
        return null
      },
      check: (input: { account: string }) => find(input),
      take: (input: { account: string }) => find(input),
    },
  }
  return fake
}
