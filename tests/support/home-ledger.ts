// The ledger of a plain home: in memory, with the real schemas of delivery and of the nouns below
// it.
// A write waits in a queue, as in the real ledger, so that two concurrent acts can interleave.
import { contactsSchema } from '../../src/core/contacts/index.ts'
import { coresSchema } from '../../src/core/cores/index.ts'
import { deliverySchema } from '../../src/core/delivery/index.ts'
import { keepersSchema } from '../../src/core/keepers/index.ts'
import { diagnosticsSchema } from '../../src/core/diagnostics/index.ts'
import { feedsSchema } from '../../src/core/feeds/index.ts'
import { identitySchema } from '../../src/core/identity/index.ts'
import { inboxSchema } from '../../src/core/inbox/index.ts'
import type { Ledger, Schema, Transaction } from '../../src/core/ledger/index.ts'
import { newsSchema } from '../../src/core/news/index.ts'
import { networkSchema } from '../../src/core/network/index.ts'
import { remindersSchema } from '../../src/core/reminders/index.ts'
import { storeSchema } from '../../src/core/store/index.ts'
import { tidySchema } from '../../src/core/tidy/index.ts'
import { changeLogSchema } from '../../src/core/views/index.ts'
import { PlainLedger } from '../unit/access/plain-ledger.ts'

/** Records what stand-ins did; a transaction that fails rolls it back too. */
const standInSchema: Schema = {
  noun: 'stand-ins',
  steps: [
    `CREATE TABLE told (way TEXT NOT NULL, key BLOB NOT NULL, record BLOB NOT NULL) STRICT;
     CREATE TABLE allowed (way TEXT NOT NULL, key BLOB NOT NULL, core BLOB NOT NULL) STRICT;
     CREATE TABLE withdrawn (object BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
     CREATE TABLE words (object BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
     CREATE TABLE forgotten (object BLOB NOT NULL) STRICT;
     CREATE TABLE heard (object BLOB NOT NULL) STRICT;`,
  ],
}

const SCHEMAS = [
  identitySchema,
  diagnosticsSchema,
  coresSchema,
  storeSchema,
  feedsSchema,
  networkSchema,
  changeLogSchema,
  remindersSchema,
  inboxSchema,
  contactsSchema,
  newsSchema,
  deliverySchema,
  keepersSchema,
  tidySchema,
  standInSchema,
]

export class HomeLedger extends PlainLedger {
  readonly isDamaged = false
  /** The number of commits and of checkpoints. */
  commits = 0
  checkpoints = 0
  readonly #listeners = new Set<() => void>()

  /** `more` are the schemas of the nouns above delivery that a test is about. */
  constructor(more: readonly Schema[] = []) {
    super(':memory:', [...SCHEMAS, ...more])
  }

  override async write<T>(task: (tx: Transaction) => T): Promise<T> {
    if (this.isInTask) throw new Error('a write was asked for inside a write')
    await Promise.resolve()
    return this.transact(task)
  }

  override transact<T>(task: (tx: Transaction) => T): T {
    const result = super.transact(task)
    this.commits++
    for (const listener of [...this.#listeners]) listener()
    return result
  }

  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  override checkpoint(): void {
    this.checkpoints++
    super.checkpoint()
  }

  /** The nouns expect the real class; this stand-in has the methods that they use. */
  get asLedger(): Ledger {
    return this as unknown as Ledger
  }

  /** For own cores, committed blocks stay in the ledger, and no core is opened. */
  get withoutDrain(): Ledger {
    const { isDamaged, get } = this
    const all = this.all.bind(this)
    const write = this.write.bind(this)
    return { isDamaged, get, all, write, onCommit: () => () => undefined } as unknown as Ledger
  }
}
