// The cores this device writes: ledger first, then the core, then the disk.
// "store" and "notify" pass through here: a block is reserved and kept in the ledger's own transaction, appended after the commit,
// and dropped from the ledger once the core is flushed. A start repairs every core from what the ledger kept, before it is attached.
import type Hypercore from 'hypercore'
import { silentLog, type Log } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { randomBytes, type KeyPair } from '../seal/index.ts'
import { proveBlock, readSigned, type ProvenBlock, type SignedCore } from './block-proof.ts'
import { coreKey } from './core-key.ts'
import {
  CORE_COLUMNS,
  getCoreRow,
  readIntents,
  type CoreKind,
  type CoreRow,
  type FrozenReason,
  type Intent,
} from './core-row.ts'
import type { CoreShelf } from './core-shelf.ts'
import { Drain } from './drain.ts'
import { readCoreEnd } from './former-cores.ts'
import { RepairedCores } from './repaired-cores.ts'
import { explained, explainStorage, noSpace } from './storage-errors.ts'
import { WholeCores } from './whole-cores.ts'

interface Options {
  ledger: Ledger
  shelf: CoreShelf
  device: KeyPair
  log?: Log
  flushEveryMs?: number
  /** Whether an incomplete core is one that somebody will go on with. */
  isUnderWay?: (core: Uint8Array) => boolean
}

/** What was promised, and what is written to next: feeds are opened one by one soon after, whole objects never change. */
const TO_CHECK_AT_START = `
  SELECT core FROM intents UNION SELECT core FROM own_cores WHERE kind IN ('objects', 'public-objects') AND frozen IS NULL`
const FLUSH_EVERY_MS = 3000

export class OwnCores {
  /** Large objects, each in a core of its own. */
  readonly whole: WholeCores
  readonly #ledger: Ledger
  readonly #shelf: CoreShelf
  readonly #device: KeyPair
  readonly #cores: RepairedCores
  readonly #drain: Drain

  private constructor({ ledger, shelf, device, log = silentLog, flushEveryMs = FLUSH_EVERY_MS }: Options) {
    this.#ledger = ledger
    this.#shelf = shelf
    this.#device = device
    const cores = new RepairedCores({ ledger, shelf, device, log })
    this.#cores = cores
    this.#drain = new Drain({ ledger, shelf, cores, log, flushEveryMs })
    cores.events.on('repaired', () => this.#drain.flushLater())
    const createCore = (tx: Transaction): Uint8Array => this.create(tx, 'object')
    this.whole = new WholeCores({ ledger, shelf, cores, log, createCore })
  }

  /** Opens and repairs: when this resolves, every block the ledger promised stands in its core. */
  static async open(options: Options): Promise<OwnCores> {
    const own = new OwnCores(options)
    if (options.ledger.isDamaged) return own
    await own.whole.dropIncomplete(options.isUnderWay ?? (() => false))
    for (const { core } of options.ledger.all<{ core: Uint8Array }>(TO_CHECK_AT_START))
      await own.#repairAtStart(core)
    own.#cores.endStart()
    options.ledger.onCommit(() => own.#drain.runSoon())
    return own
  }

  get events(): RepairedCores['events'] {
    return this.#cores.events
  }

  /** Cores that were behind their mark when this home was opened, and were brought up to it. */
  get repairedCount(): number {
    return this.#cores.countAtStart
  }

  /** Why blocks that were promised still wait in the ledger for their cores; null when nothing keeps them. */
  get trouble(): ErrorCode | null {
    return this.#drain.trouble
  }

  /**
   * Neither a disk too full to repair on nor a core that cannot be read keeps anybody from reading the rest: the one is not given out before
   * it could be, and tried again; the other has frozen.
   */
  async #repairAtStart(core: Uint8Array): Promise<void> {
    try {
      await this.take(core)
    } catch (error) {
      if (getCoreRow(this.#ledger, core).frozen === 'unreadable') return
      this.#drain.note(core)
      const explained = this.#drain.noteTrouble(error)
      if (!isEngineError(explained, 'NO_SPACE')) throw explained
    }
  }

  /** A new, empty core in this transaction. `namespace` is random unless the name must be computable by others. */
  create(tx: Transaction, kind: CoreKind, namespace: Uint8Array = randomBytes(32)): Uint8Array {
    const key = coreKey(this.#device.publicKey, namespace)
    tx.run('INSERT OR IGNORE INTO own_cores (core, kind, namespace) VALUES (?, ?, ?)', key, kind, namespace)
    return key
  }

  /** The core of this kind that is written to now, made if there is none. */
  current(tx: Transaction, kind: CoreKind): Uint8Array {
    const row = tx.get<CoreRow>(
      `SELECT ${CORE_COLUMNS} FROM own_cores WHERE kind = ? AND frozen IS NULL LIMIT 1`,
      kind,
    )
    return row?.core ?? this.create(tx, kind)
  }

  /** Reserves the next place in `core` and keeps its block in the ledger; both come true with the transaction. */
  append(tx: Transaction, core: Uint8Array, makeBlock: (position: number) => Uint8Array): number {
    const row = getCoreRow(tx, core)
    if (row.frozen !== null)
      throw new EngineError('DAMAGED', 'This core is frozen.', { details: { reason: row.frozen } })
    tx.run('INSERT INTO intents VALUES (?, ?, ?)', core, row.length, makeBlock(row.length))
    tx.run('UPDATE own_cores SET length = length + 1 WHERE core = ?', core)
    this.#drain.note(core)
    return row.length
  }

  /** Opened on a full disk: nothing can be appended until the home is opened again. */
  get isReadOnly(): boolean {
    return this.#shelf.isReadOnly
  }

  /** The cores there were did not open for their damage: all that was in them is lost here, and succeeded. */
  get isBegunAnew(): boolean {
    return this.#shelf.isBegunAnew
  }

  /** Repaired and safe to attach. @throws DAMAGED when it is not ours or is not complete */
  take(key: Uint8Array): Promise<Hypercore> {
    return this.#cores.take(key)
  }

  /** Appends what was committed; no need to ask, but for whoever wants to know when it stands there. @throws NO_SPACE */
  drain(): Promise<void> {
    return this.#drain.run()
  }

  /** Syncs the cores and drops the intents that are on disk with them. */
  flush(): Promise<void> {
    return this.#drain.flush()
  }

  /**
   * Appends to an archive, after the commit that its blocks follow from and without intents. `sync` and `moveMark` come after it.
   * @throws NO_SPACE, DAMAGED when it is frozen
   */
  async appendDerived(key: Uint8Array, blocks: Uint8Array[]): Promise<void> {
    if (this.isFrozen(key)) throw new EngineError('DAMAGED', 'This core is frozen.')
    try {
      await this.#cores.append(await this.take(key), blocks)
    } catch (error) {
      throw explainStorage(error)
    }
  }

  /** Everything appended so far is on disk when this resolves. @throws NO_SPACE */
  sync(): Promise<void> {
    return this.#shelf.flush()
  }

  /** The mark of an archive: from here on this much of it may be told to others. */
  moveMark(tx: Transaction, core: Uint8Array, length: number): void {
    tx.run('UPDATE own_cores SET length = ?, flushed = ? WHERE core = ?', length, length, core)
  }

  /** The mark of an own core. @throws DAMAGED when it is not ours */
  lengthOf(core: Uint8Array): number {
    return getCoreRow(this.#ledger, core).length
  }

  isFrozen(core: Uint8Array): boolean {
    return getCoreRow(this.#ledger, core).frozen !== null
  }

  /** How a frozen core ends, for the record that names its successor; of one that cannot be read only its mark is known. */
  async endOf(key: Uint8Array): Promise<{ length: number; treeHash: Uint8Array }> {
    const row = getCoreRow(this.#ledger, key)
    const nothing = Buffer.alloc(32)
    if (row.frozen === 'unreadable') return { length: row.length, treeHash: nothing }
    const core = await this.take(key)
    return { length: core.length, treeHash: core.length === 0 ? nothing : await core.treeHash() }
  }

  /** How far an own core goes by now, and its device's signature over that. */
  async endWithSignature(key: Uint8Array): Promise<{ length: number; signature: Uint8Array | null }> {
    return readCoreEnd(await this.take(key))
  }

  /** The blocks that a frozen core never took, for a new place in this same transaction. */
  takeLost(tx: Transaction, core: Uint8Array): Intent[] {
    const lost = readIntents(tx, core)
    tx.run('DELETE FROM intents WHERE core = ?', core)
    return lost
  }

  /** Frozen cores of one kind, to be succeeded. */
  listFrozen(kind: CoreKind): Uint8Array[] {
    const rows = this.#ledger.all<{ core: Uint8Array }>(
      'SELECT core FROM own_cores WHERE kind = ? AND frozen IS NOT NULL',
      kind,
    )
    return rows.map(({ core }) => core)
  }

  /**
   * These blocks are here no more, and come back to nobody: what was promised to them is gone from the ledger too. Its mark stays.
   * @throws NO_SPACE
   */
  async clear(key: Uint8Array, start: number, end: number): Promise<void> {
    if (this.isReadOnly) throw noSpace()
    await this.drain()
    await this.flush()
    const core = await this.take(key)
    await explained(core.clear(start, Math.min(end, core.length)))
  }

  isOwn(core: Uint8Array): boolean {
    return this.#ledger.get('SELECT 1 FROM own_cores WHERE core = ?', core) !== undefined
  }

  /** A block that may still be only in the ledger, or is in the core; null when it is in neither. @throws DAMAGED */
  async read(core: Uint8Array, position: number): Promise<Uint8Array | null> {
    const intent = this.#ledger.get<{ block: Uint8Array }>(
      'SELECT block FROM intents WHERE core = ? AND position = ?',
      core,
      position,
    )
    return intent?.block ?? explained((await this.take(core)).get(position, { wait: false }))
  }

  /** The block with what proves that it stands there; null while it does not. @throws DAMAGED */
  async prove(core: Uint8Array, position: number): Promise<ProvenBlock | null> {
    return explained(proveBlock(await this.take(core), position))
  }

  /** What is signed of the core now. @throws DAMAGED */
  async readSigned(core: Uint8Array): Promise<SignedCore | null> {
    return readSigned(await this.take(core))
  }

  /** Every own core with its mark, by their keys; none that is still being written whole. */
  list(): {
    core: Uint8Array
    kind: CoreKind
    namespace: Uint8Array
    length: number
    flushed: number
    frozen: FrozenReason | null
  }[] {
    return this.#ledger.all<CoreRow>(
      `SELECT ${CORE_COLUMNS} FROM own_cores WHERE is_complete = 1 ORDER BY core`,
    )
  }

  async close(): Promise<void> {
    await this.#drain.close()
    this.#cores.close()
  }
}
