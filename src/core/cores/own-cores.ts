// The cores that this device writes: first the ledger, then the core, then the disk.
// "store" and "notify" use it. A transaction reserves the position of a block and
// stores the block in the ledger. After the commit the block is appended to its
// core. After the core is flushed, the block is dropped from the ledger. At start
// every core is repaired from the ledger before it is attached.
import type Hypercore from 'hypercore'
import { Emitter, silentLog, toHex, type Log } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { blindKeyPair, blindPublicKey, randomBytes, type KeyPair, type SigningKeys } from '../seal/index.ts'
import { proveBlock, readSigned, type ProvenBlock, type SignedCore } from './block-proof.ts'
import { carryBlocks, type CarriedBlocks, type Wanted } from './carried-blocks.ts'
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
  /** True if the sealing of this incomplete core will be resumed. */
  isUnderWay?: (core: Uint8Array) => boolean
}

/**
 * Cores with committed blocks, and the cores for small objects. Feeds are opened
 * soon afterwards; large objects never change.
 */
const TO_CHECK_AT_START = `
  SELECT core FROM intents UNION SELECT core FROM own_cores WHERE kind IN ('objects', 'public-objects') AND frozen IS NULL`
const FLUSH_EVERY_MS = 3000

export class OwnCores {
  /**
   * Emitted before the commit for a core that gets a greater mark. The commit may still fail, so a
   * listener asks for the length later.
   */
  readonly growth = new Emitter<{ grown: Uint8Array }>()
  /** Large objects. Each has a separate core. */
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
    const onComplete = (core: Uint8Array): void => this.growth.emit('grown', core)
    this.whole = new WholeCores({ ledger, shelf, cores, log, createCore, onComplete })
  }

  /**
   * Opens and repairs the cores. Resolves when every committed block is in its
   * core, except in cores that froze or wait for disk space.
   */
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

  /**
   * The number of cores that were shorter than their mark when this home was
   * opened, and were repaired.
   */
  get repairedCount(): number {
    return this.#cores.countAtStart
  }

  /** The error that keeps committed blocks in the ledger. Null if there is none. */
  get trouble(): ErrorCode | null {
    return this.#drain.trouble
  }

  /**
   * A full disk or an unreadable core must not block the other cores. On a full disk the repair
   * is retried later, and the core is not available before. An unreadable core is frozen.
   */
  async #repairAtStart(core: Uint8Array): Promise<void> {
    try {
      await this.openCore(core)
    } catch (error) {
      if (getCoreRow(this.#ledger, core).frozen === 'unreadable') return
      this.#drain.markDirty(core)
      const explained = this.#drain.reportTrouble(error)
      if (!isEngineError(explained, 'NO_SPACE')) throw explained
    }
  }

  /**
   * Creates an empty core in this transaction. `namespace` is random unless other
   * devices must compute the key.
   * @param blinding a secret; with it the core is signed by a key that names this device only to those
   * who know the secret. Default: the device's own key signs
   */
  create(
    tx: Transaction,
    kind: CoreKind,
    namespace: Uint8Array = randomBytes(32),
    blinding: Uint8Array | null = null,
  ): Uint8Array {
    const { publicKey } = this.#device
    const signer = blinding === null ? publicKey : blindPublicKey(publicKey, blinding)
    const key = coreKey(signer, namespace)
    const sql =
      'INSERT OR IGNORE INTO own_cores (core, kind, signer, namespace, blinding) VALUES (?, ?, ?, ?, ?)'
    tx.run(sql, key, kind, signer, namespace, blinding)
    return key
  }

  /** Returns the keys that sign this core. @throws DAMAGED if it is not an own core */
  keysOf(core: Uint8Array): SigningKeys {
    const { blinding } = getCoreRow(this.#ledger, core)
    return blinding === null ? this.#device : blindKeyPair(this.#device, blinding)
  }

  /** Returns the core of this kind that is written now. Creates one if there is none. */
  current(tx: Transaction, kind: CoreKind): Uint8Array {
    const row = tx.get<CoreRow>(
      `SELECT ${CORE_COLUMNS} FROM own_cores WHERE kind = ? AND frozen IS NULL LIMIT 1`,
      kind,
    )
    return row?.core ?? this.create(tx, kind)
  }

  /**
   * Reserves the next position in `core` and stores the block in the ledger, both
   * in this transaction.
   * @throws DAMAGED if the core is frozen
   */
  append(tx: Transaction, core: Uint8Array, makeBlock: (position: number) => Uint8Array): number {
    const row = getCoreRow(tx, core)
    if (row.frozen !== null)
      throw new EngineError('DAMAGED', 'This core is frozen.', { details: { reason: row.frozen } })
    tx.run('INSERT INTO intents VALUES (?, ?, ?)', core, row.length, makeBlock(row.length))
    tx.run('UPDATE own_cores SET length = length + 1 WHERE core = ?', core)
    this.#drain.markDirty(core)
    this.growth.emit('grown', core)
    return row.length
  }

  /**
   * True if the cores were opened on a full disk, so nothing can be appended until the
   * home is opened again.
   */
  get isReadOnly(): boolean {
    return this.#shelf.isReadOnly
  }

  /**
   * True if the cores were too damaged to open. Their blocks are lost here, and
   * successors replace them.
   */
  get isReplacement(): boolean {
    return this.#shelf.isReplacement
  }

  /**
   * Opens the core, repaired and ready to attach.
   * @throws DAMAGED if it is not an own core, or cannot be read
   */
  openCore(key: Uint8Array): Promise<Hypercore> {
    return this.#cores.openCore(key)
  }

  /**
   * Appends the committed blocks. This also happens after each commit; call it to
   * wait for the result.
   * @throws NO_SPACE
   */
  drain(): Promise<void> {
    return this.#drain.run()
  }

  /** Syncs the cores, then drops the intents that are on disk in their cores. */
  flush(): Promise<void> {
    return this.#drain.flush()
  }

  /**
   * Appends to an archive without intents, after the commit that its blocks are
   * derived from. Call `sync` and then `moveMark` afterwards.
   * @throws NO_SPACE, DAMAGED if it is frozen
   */
  async appendDerived(key: Uint8Array, blocks: Uint8Array[]): Promise<void> {
    if (this.isFrozen(key)) throw new EngineError('DAMAGED', 'This core is frozen.')
    try {
      await this.#cores.append(await this.openCore(key), blocks)
    } catch (error) {
      throw explainStorage(error)
    }
  }

  /** Resolves when everything appended so far is on disk. @throws NO_SPACE */
  sync(): Promise<void> {
    return this.#shelf.flush()
  }

  /** Sets the mark of an archive. From then on this length may be announced to others. */
  moveMark(tx: Transaction, core: Uint8Array, length: number): void {
    tx.run('UPDATE own_cores SET length = ?, flushed = ? WHERE core = ?', length, length, core)
    this.growth.emit('grown', core)
  }

  /** Returns the mark of an own core. @throws DAMAGED if it is not an own core */
  lengthOf(core: Uint8Array): number {
    return getCoreRow(this.#ledger, core).length
  }

  isFeed(core: Uint8Array): boolean {
    const sql = "SELECT 1 FROM own_cores WHERE core = ? AND kind = 'feed'"
    return this.#ledger.get(sql, core) !== undefined
  }

  isFrozen(core: Uint8Array): boolean {
    return getCoreRow(this.#ledger, core).frozen !== null
  }

  /**
   * Returns the end of a frozen core, for the record that names its successor. An
   * unreadable core has only its mark, with a zero hash.
   */
  async endOf(key: Uint8Array): Promise<{ length: number; treeHash: Uint8Array }> {
    const row = getCoreRow(this.#ledger, key)
    const nothing = Buffer.alloc(32)
    if (row.frozen === 'unreadable') return { length: row.length, treeHash: nothing }
    const core = await this.openCore(key)
    return { length: core.length, treeHash: core.length === 0 ? nothing : await core.treeHash() }
  }

  /** Returns the current length of an own core, with its device's signature for that length. */
  async endWithSignature(key: Uint8Array): Promise<{ length: number; signature: Uint8Array | null }> {
    return readCoreEnd(await this.openCore(key))
  }

  /**
   * Removes and returns the blocks that a frozen core never took. The caller
   * appends them to another core in the same transaction.
   */
  removeLost(tx: Transaction, core: Uint8Array): Intent[] {
    const lost = readIntents(tx, core)
    tx.run('DELETE FROM intents WHERE core = ?', core)
    return lost
  }

  /** Returns the frozen cores of one kind, which need a successor. */
  listFrozen(kind: CoreKind): Uint8Array[] {
    const rows = this.#ledger.all<{ core: Uint8Array }>(
      'SELECT core FROM own_cores WHERE kind = ? AND frozen IS NOT NULL',
      kind,
    )
    return rows.map(({ core }) => core)
  }

  /**
   * Removes these blocks from the core, and their intents from the ledger. They
   * cannot be fetched again from anywhere. The mark stays.
   * @throws NO_SPACE
   */
  async clear(key: Uint8Array, start: number, end: number): Promise<void> {
    if (this.isReadOnly) throw noSpace()
    await this.drain()
    await this.flush()
    const core = await this.openCore(key)
    await explained(core.clear(start, Math.min(end, core.length)))
  }

  isOwn(core: Uint8Array): boolean {
    return this.#ledger.get('SELECT 1 FROM own_cores WHERE core = ?', core) !== undefined
  }

  /** Reads a block from the ledger or from the core. Null if neither has it. @throws DAMAGED */
  async read(core: Uint8Array, position: number): Promise<Uint8Array | null> {
    const intent = this.#ledger.get<{ block: Uint8Array }>(
      'SELECT block FROM intents WHERE core = ? AND position = ?',
      core,
      position,
    )
    return intent?.block ?? explained((await this.openCore(core)).get(position, { wait: false }))
  }

  /**
   * The block with its proof, after its append. Null if it cannot be appended now.
   * @throws DAMAGED
   */
  async prove(core: Uint8Array, position: number): Promise<ProvenBlock | null> {
    const taken = await this.openCore(core)
    if (position >= taken.length) await this.#drainIfPossible()
    return explained(proveBlock(taken, position))
  }

  /**
   * These blocks with their proofs, for a reader who knows the core at `length`. Null if any is not
   * stored, or if together they have more than `maxBytes`.
   * @throws DAMAGED
   */
  async carry(core: Uint8Array, wanted: Wanted & { fork: number }): Promise<CarriedBlocks | null> {
    const taken = await this.openCore(core)
    if (wanted.positions.some((position) => position >= taken.length)) await this.#drainIfPossible()
    const made = taken.fork === wanted.fork ? await carryBlocks(taken, wanted) : null
    return made?.isWhole === true ? made.carried : null
  }

  /**
   * The signed state of the core, with all committed blocks that can be appended.
   * @throws DAMAGED
   */
  async readSigned(core: Uint8Array): Promise<SignedCore | null> {
    await this.#drainIfPossible()
    return readSigned(await this.openCore(core))
  }

  /** On a full disk the blocks stay in the ledger, and the cores are shorter. */
  #drainIfPossible(): Promise<void> {
    return this.drain().catch(() => undefined)
  }

  /**
   * Returns all own cores with their marks, sorted by key, without the incomplete cores of large
   * objects.
   */
  list(): {
    core: Uint8Array
    kind: CoreKind
    signer: Uint8Array
    namespace: Uint8Array
    length: number
    flushed: number
    frozen: FrozenReason | null
  }[] {
    return this.#ledger.all<CoreRow>(
      `SELECT ${CORE_COLUMNS} FROM own_cores WHERE is_complete = 1 ORDER BY core`,
    )
  }

  /** Returns the marks of these own cores, without the incomplete ones. */
  marksOf(cores: readonly Uint8Array[]): Pick<CoreRow, 'core' | 'signer' | 'namespace' | 'length'>[] {
    const sql = `SELECT core, signer, namespace, length FROM own_cores
      WHERE core IN (SELECT unhex(value) FROM json_each(?)) AND is_complete = 1`
    return this.#ledger.all<CoreRow>(sql, JSON.stringify(cores.map(toHex)))
  }

  async close(): Promise<void> {
    await this.#drain.close()
    this.#cores.close()
  }
}
