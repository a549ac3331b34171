// The own addresses that a letter to mail addresses can be from. Before compose: a person has them by
// their mail accounts.
import type { AccountAddress } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** Of an account that fetches old mail, news come often. */
const SETTLE_MS = 1000

export interface SendingAddress extends AccountAddress {
  /** The largest mail that its server takes. Null if it does not say. */
  maxBytes: number | null
}

export class OwnAddresses extends LiveRead<readonly SendingAddress[]> {
  constructor(app: App) {
    super(app, { read: () => readAddresses(app), after: ['account-changed'], settleMs: SETTLE_MS })
  }
}

/** Each address once; the first is the usual one. */
async function readAddresses({ api }: App): Promise<readonly SendingAddress[]> {
  const accounts = (await api.accounts.list()).filter(
    ({ state, outgoing }) => state !== 'off' && outgoing !== null,
  )
  const all = await Promise.all(
    accounts.map(async ({ account, maxBytes }) =>
      (await api.accounts.addresses({ account })).map((one) => ({ ...one, maxBytes })),
    ),
  )
  const first = all.flat().toReversed()
  const byAddress = new Map(first.map((one) => [one.address.toLowerCase(), one]))
  return [...byAddress.values()].toReversed()
}
