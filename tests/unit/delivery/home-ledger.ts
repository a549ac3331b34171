// The ledger of a plain home: in memory, with the real schemas of delivery and of the nouns below it.
// A write waits for its turn as in the real queue, so that two acts at once can meet each other.
import { contactsSchema } from '../../../src/core/contacts/index.ts'
import { coresSchema } from '../../../src/core/cores/index.ts'
import { deliverySchema } from '../../../src/core/delivery/index.ts'
import { diagnosticsSchema } from '../../../src/core/diagnostics/index.ts'
import { feedsSchema } from '../../../src/core/feeds/index.ts'
import { identitySchema } from '../../../src/core/identity/index.ts'
import { inboxSchema } from '../../../src/core/inbox/index.ts'
import type { Ledger, Schema, Transaction } from '../../../src/core/ledger/index.ts'
import { networkSchema } from '../../../src/core/network/index.ts'
import { storeSchema } from '../../../src/core/store/index.ts'
import { tidySchema } from '../../../src/core/tidy/index.ts'
import { changeLogSchema } from '../../../src/core/views/index.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

/** What stand-ins wrote: a transaction that fails takes it back with the rest. */
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
  inboxSchema,
  contactsSchema,
  deliverySchema,
  tidySchema,
  standInSchema,
]

export class HomeLedger extends PlainLedger {
  readonly isDamaged = false
  /** How often it was committed, and how often the log was emptied. */
  commits = 0
  checkpoints = 0
  readonly #listeners = new Set<() => void>()

  constructor() {
    super(':memory:', SCHEMAS)
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

  /** The nouns name the class of the real one; what they use of it is here. */
  get asLedger(): Ledger {
    return this as unknown as Ledger
  }

  /** For own cores: what is committed stays in the ledger, and no core is opened for it. */
  get withoutDrain(): Ledger {
    const { isDamaged, get } = this
    const all = this.all.bind(this)
    const write = this.write.bind(this)
    return { isDamaged, get, all, write, onCommit: () => () => undefined } as unknown as Ledger
  }
}
