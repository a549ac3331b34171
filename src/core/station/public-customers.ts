// Customers who have public posts. The station joins their topic, so that followers who come while
// the customer is away find their feed and archive here. The cores are kept like all others, and
// anybody who names one gets it.
import { publicTopic } from '../identity/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { Account } from './accounts.ts'

type Customer = Pick<Account, 'account' | 'person'>

export class PublicCustomers {
  readonly #ledger: Ledger
  readonly #peers: Pick<Peers, 'joinTopic' | 'leaveTopic'>

  constructor(ledger: Ledger, peers: Pick<Peers, 'joinTopic' | 'leaveTopic'>) {
    this.#ledger = ledger
    this.#peers = peers
  }

  start(): void {
    for (const { person } of listPublic(this.#ledger)) this.#peers.joinTopic(publicTopic(person))
  }

  async set({ account, person }: Customer, isPublic: boolean): Promise<void> {
    const sql = isPublic
      ? 'INSERT OR IGNORE INTO public_accounts VALUES (?)'
      : 'DELETE FROM public_accounts WHERE account = ?'
    const { changes } = await this.#ledger.write((tx) => tx.run(sql, account))
    if (changes === 0) return
    if (isPublic) this.#peers.joinTopic(publicTopic(person))
    else this.#peers.leaveTopic(publicTopic(person))
  }
}

function listPublic(rows: Rows): Customer[] {
  const sql = 'SELECT account, person FROM public_accounts JOIN accounts USING (account)'
  return rows.all<Customer & Record<string, never>>(sql)
}
