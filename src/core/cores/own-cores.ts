// The cores this device writes: ledger first, then the core, then the disk.
// "store" and "notify" pass through here: a block is reserved and kept in the ledger's own transaction, appended after the commit,
// and dropped from the ledger once the core is flushed. A start repairs every core from what the ledger kept, before it is attached.
import type Hypercore from 'hypercore'
import { Emitter, Mutex, silentLog, toHex, type Log } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { randomBytes, type KeyPair } from '../seal/index.ts'
import { proveBlock, readSigned, type ProvenBlock, type SignedCore } from './block-proof.ts'
import { coreKey, coreManifest } from './core-key.ts'
import type { CoreShelf } from './core-shelf.ts'
import { readCoreEnd } from './former-cores.ts'
import {
  getCoreRow,
  listLost,
  planRepair,
  readIntents,
  type CoreKind,
  type CoreRow,
  type FrozenCore,
  type FrozenReason,
  type Intent,
} from './core-row.ts'
import { explained, explainStorage, noSpace } from './storage-errors.ts'

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
const APPEND_AT_ONCE = 1024
const CORES_AT_ONCE = 16
const WHOLE_AT_ONCE = 16

export class OwnCores {
  readonly events = new Emitter<{ frozen: FrozenCore; appended: { core: Uint8Array; length: number } }>()
  readonly #ledger: Ledger
  readonly #shelf: CoreShelf
  readonly #device: KeyPair
  readonly #log: Log
  readonly #flushEveryMs: number
  readonly #repaired = new Map<string, Promise<Hypercore>>()
  readonly #dirty = new Map<string, Uint8Array>()
  readonly #draining = new Mutex()
  #flushTimer: NodeJS.Timeout | null = null
  /** Cores that were behind their mark when this home was opened, and were brought up to it. */
  repairedCount = 0
  /** Why blocks that were promised still wait in the ledger for their cores; null when nothing keeps them. */
  trouble: ErrorCode | null = null
  #isOpening = true
  #isClosed = false

  private constructor(options: Options) {
    this.#ledger = options.ledger
    this.#shelf = options.shelf
    this.#device = options.device
    this.#log = options.log ?? silentLog
    this.#flushEveryMs = options.flushEveryMs ?? FLUSH_EVERY_MS
  }

  /** Opens and repairs: when this resolves, every block the ledger promised stands in its core. */
  static async open(options: Options): Promise<OwnCores> {
    const cores = new OwnCores(options)
    if (options.ledger.isDamaged) return cores
    await cores.#dropIncomplete(options.isUnderWay ?? (() => false))
    for (const { core } of options.ledger.all<{ core: Uint8Array }>(TO_CHECK_AT_START))
      await cores.#repairAtStart(core)
    cores.#isOpening = false
    options.ledger.onCommit(() => cores.#drainSoon())
    return cores
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
      this.#dirty.set(toHex(core), core)
      const explained = this.#noteTrouble(error)
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
    const row = tx.get<CoreRow>('SELECT * FROM own_cores WHERE kind = ? AND frozen IS NULL LIMIT 1', kind)
    return row?.core ?? this.create(tx, kind)
  }

  /** Reserves the next place in `core` and keeps its block in the ledger; both come true with the transaction. */
  append(tx: Transaction, core: Uint8Array, makeBlock: (position: number) => Uint8Array): number {
    const row = getCoreRow(tx, core)
    if (row.frozen !== null)
      throw new EngineError('DAMAGED', 'This core is frozen.', { details: { reason: row.frozen } })
    tx.run('INSERT INTO intents VALUES (?, ?, ?)', core, row.length, makeBlock(row.length))
    tx.run('UPDATE own_cores SET length = length + 1 WHERE core = ?', core)
    this.#dirty.set(toHex(core), core)
    return row.length
  }

  /** A whole core of its own for a large object: written and flushed before anything may refer to it. @throws NO_SPACE */
  async writeWhole(
    blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ core: Uint8Array; length: number }> {
    if (this.isReadOnly) throw noSpace()
    const key = await this.#ledger.write((tx) => this.createWhole(tx))
    try {
      return { core: key, length: await this.fillWhole(key, blocks) }
    } catch (error) {
      await this.discard(key)
      throw error
    }
  }

  /** An empty core for one large object; the next start drops it, unless it is complete by then or `isUnderWay`. */
  createWhole(tx: Transaction): Uint8Array {
    const created = this.create(tx, 'object')
    tx.run('UPDATE own_cores SET is_complete = 0 WHERE core = ?', created)
    return created
  }

  /** Before something large is begun. @throws NO_SPACE */
  checkRoom(bytes: number): Promise<void> {
    return this.#shelf.room.check(bytes)
  }

  /** Appends what is still missing of a whole core, and flushes it. Gives its length. @throws NO_SPACE; what stands in it by then stays */
  async fillWhole(
    key: Uint8Array,
    blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<number> {
    let appending: Promise<void> = Promise.resolve()
    try {
      const core = await this.take(key)
      let batch: { block: Uint8Array }[] = []
      for await (const block of blocks) {
        if (batch.push({ block }) < WHOLE_AT_ONCE) continue
        await appending
        await this.#shelf.room.spend(batch.reduce((sum, one) => sum + one.block.byteLength, 0))
        appending = this.#append(core, batch)
        // Its failure is met at the next wait.
        appending.catch(() => undefined)
        batch = []
      }
      await appending
      if (batch.length > 0) await this.#append(core, batch)
      await this.#shelf.flush()
      return core.length
    } catch (error) {
      // Nothing of it is under way any more when this is known.
      await appending.catch(() => undefined)
      throw explainStorage(error)
    }
  }

  /** Removes a whole core that nothing came to refer to. Where that fails (on a full disk) the next start does it. */
  async discard(key: Uint8Array): Promise<void> {
    await this.#drop(getCoreRow(this.#ledger, key)).catch((error: unknown) =>
      this.#log.warn('core-not-dropped', { message: String(error) }),
    )
  }

  /** Makes a core from `writeWhole` part of the store, in the transaction that refers to it. */
  complete(tx: Transaction, core: Uint8Array, length: number): void {
    tx.run(
      'UPDATE own_cores SET is_complete = 1, length = ?, flushed = ? WHERE core = ?',
      length,
      length,
      core,
    )
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
    const id = toHex(key)
    let taken = this.#repaired.get(id)
    if (taken === undefined) {
      taken = this.#takeRepaired(key)
      this.#repaired.set(id, taken)
      taken.catch(() => this.#repaired.delete(id))
    }
    return taken
  }

  async #takeRepaired(key: Uint8Array): Promise<Hypercore> {
    const core = await this.#openOrFreeze(key)
    core.on('close', () => this.#repaired.delete(toHex(key)))
    // Mark and intents are read together, after the core was opened: commits go on meanwhile.
    const row = getCoreRow(this.#ledger, key)
    // A damaged ledger is believed in nothing: what it holds is shown, and no core is written by it.
    if (row.frozen !== null || row.is_complete === 0 || this.#ledger.isDamaged) return core
    const report = (error: unknown): void => this.#log.error('freeze-failed', { message: String(error) })
    // What can be made anew is not repaired, and its mark follows it: whoever writes it compares the two.
    if (row.kind !== 'archive') {
      const reason = await this.#repair(core, row, readIntents(this.#ledger, key))
      if (reason !== null) await this.#freeze(row, core, reason)
      core.on('append', () => void this.#checkGrowth(key, core).catch(report))
    }
    core.on('conflict', () => void this.#freezeNow(key, core, 'conflict').catch(report))
    return core
  }

  /**
   * Appends to an archive, after the commit that its blocks follow from and without intents. `sync` and `moveMark` come after it.
   * @throws NO_SPACE, DAMAGED when it is frozen
   */
  async appendDerived(key: Uint8Array, blocks: Uint8Array[]): Promise<void> {
    if (this.isFrozen(key)) throw new EngineError('DAMAGED', 'This core is frozen.')
    try {
      await this.#append(
        await this.take(key),
        blocks.map((block) => ({ block })),
      )
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

  /** A core whose beginning is damaged never opens again: it freezes unopened. @throws DAMAGED */
  async #openOrFreeze(key: Uint8Array): Promise<Hypercore> {
    const row = getCoreRow(this.#ledger, key)
    try {
      return await this.#shelf.takeOwn(key, coreManifest(this.#device.publicKey, row.namespace))
    } catch (error) {
      if (isEngineError(error, 'DAMAGED') && row.is_complete === 1 && !this.#ledger.isDamaged)
        await this.#freeze(row, null, 'unreadable')
      throw error
    }
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

  async #repair(core: Hypercore, row: CoreRow, intents: Intent[]): Promise<FrozenReason | null> {
    const plan = await planRepair(core, row, intents)
    if (typeof plan === 'string') return plan
    if (plan.length === 0) return null
    await this.#append(core, plan)
    if (this.#isOpening) this.repairedCount++
    this.#log.info('core-repaired', { blocks: plan.length })
    // The first blocks of a new core come into it this way too.
    if (!this.#isOpening) this.events.emit('appended', { core: row.core, length: core.length })
    this.#flushLater()
    return null
  }

  /** A core that grew past its mark was written by another copy of this device: we were rewound. */
  async #checkGrowth(key: Uint8Array, core: Hypercore): Promise<void> {
    const row = getCoreRow(this.#ledger, key)
    if (row.frozen === null && row.is_complete === 1 && core.length > row.length)
      await this.#freeze(row, core, 'ahead')
  }

  async #freezeNow(key: Uint8Array, core: Hypercore, reason: FrozenReason): Promise<void> {
    await this.#freeze(getCoreRow(this.#ledger, key), core, reason)
  }

  /**
   * Nothing is appended to it any more. What it could not take stays in the ledger until `takeLost` gives it a new place; of a core that
   * cannot be read (null) nobody can say what it took.
   */
  async #freeze(row: CoreRow, core: Hypercore | null, reason: FrozenReason): Promise<void> {
    if (this.#isClosed || row.frozen !== null) return
    this.#log.error('core-frozen', { kind: row.kind, reason, length: row.length })
    const { changes } = await this.#ledger.write((tx) =>
      tx.run('UPDATE own_cores SET frozen = ? WHERE core = ? AND frozen IS NULL', reason, row.core),
    )
    if (core !== null) await this.#forgetTaken(row.core, core)
    if (changes > 0) this.events.emit('frozen', { core: row.core, kind: row.kind })
  }

  async #forgetTaken(key: Uint8Array, core: Hypercore): Promise<void> {
    const lost = new Set(
      (await listLost(core, readIntents(this.#ledger, key))).map(({ position }) => position),
    )
    await this.#ledger.write((tx) => {
      for (const { position } of readIntents(tx, key))
        if (!lost.has(position)) tx.run('DELETE FROM intents WHERE core = ? AND position = ?', key, position)
    })
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

  /** Incomplete large objects of a crashed run: nothing refers to them, and nobody kept what they can be gone on with. */
  async #dropIncomplete(isUnderWay: (core: Uint8Array) => boolean): Promise<void> {
    for (const { core } of this.#ledger.all<CoreRow>('SELECT * FROM own_cores WHERE is_complete = 0'))
      if (!isUnderWay(core)) await this.discard(core)
  }

  async #drop(row: CoreRow): Promise<void> {
    const core = await this.#shelf.takeOwn(row.core, coreManifest(this.#device.publicKey, row.namespace))
    if (core.length > 0) await core.clear(0, core.length)
    await core.close()
    await this.#ledger.write((tx) =>
      tx.run('DELETE FROM own_cores WHERE core = ? AND is_complete = 0', row.core),
    )
  }

  /** @throws NO_SPACE */
  async #append(core: Hypercore, intents: Pick<Intent, 'block'>[]): Promise<void> {
    if (this.isReadOnly) throw noSpace()
    const blocks = intents.map(({ block }) => block)
    await core.append(blocks, { keyPair: this.#device })
  }

  #drainSoon(): void {
    if (this.#dirty.size === 0 || this.#isClosed) return
    this.drain().catch(() => undefined)
  }

  /** Appends what was committed. A failure (a full disk) leaves the intents; it is tried again in a few seconds and at every commit. */
  drain(): Promise<void> {
    return this.#draining.run(async () => {
      const dirty = [...this.#dirty]
      while (dirty.length > 0) {
        // Side by side: a notice does not wait until the body that it announces stands in its core too.
        const some = dirty.splice(0, CORES_AT_ONCE).map(([id, key]) => this.#drainOne(id, key))
        await Promise.allSettled(some)
        await Promise.all(some)
      }
      this.trouble = null
    })
  }

  async #drainOne(id: string, key: Uint8Array): Promise<void> {
    this.#dirty.delete(id)
    try {
      await this.#drainCore(key)
    } catch (error) {
      if (getCoreRow(this.#ledger, key).frozen !== null) return
      this.#dirty.set(id, key)
      throw this.#noteTrouble(error)
    }
  }

  #noteTrouble(error: unknown): unknown {
    const reason = explainStorage(error)
    this.trouble = isEngineError(reason) ? reason.code : 'INTERNAL'
    this.#log.error('append-failed', { code: this.trouble, message: String(error) })
    this.#flushLater()
    return reason
  }

  async #drainCore(key: Uint8Array): Promise<void> {
    const row = this.#ledger.get<CoreRow>('SELECT * FROM own_cores WHERE core = ?', key)
    if (row === undefined || row.frozen !== null) return
    const core = await this.take(key)
    for (;;) {
      const intents = readIntents(this.#ledger, key, core.length, APPEND_AT_ONCE)
      if (intents.length === 0) break
      if (intents[0]!.position !== core.length) return this.#freeze(row, core, 'short')
      await this.#append(core, intents)
      this.events.emit('appended', { core: key, length: core.length })
    }
    this.#flushLater()
  }

  #flushLater(): void {
    if (this.#flushTimer !== null || this.#isClosed) return
    this.#flushTimer = setTimeout(() => {
      this.#flushTimer = null
      this.drain()
        .then(() => this.flush())
        .catch((error: unknown) => {
          this.#log.warn('flush-failed', { message: String(error) })
          this.#flushLater()
        })
    }, this.#flushEveryMs)
    this.#flushTimer.unref()
  }

  /** Syncs the cores and drops the intents that are on disk with them. */
  async flush(): Promise<void> {
    const reached: { core: Uint8Array; length: number }[] = []
    const pending = 'SELECT DISTINCT core FROM intents JOIN own_cores USING (core) WHERE frozen IS NULL'
    for (const { core } of this.#ledger.all<{ core: Uint8Array }>(pending)) {
      reached.push({ core, length: (await this.take(core)).length })
    }
    if (reached.length === 0) return
    await this.#shelf.flush()
    await this.#ledger.write((tx) => {
      for (const { core, length } of reached) {
        tx.run('DELETE FROM intents WHERE core = ? AND position < ?', core, length)
        tx.run('UPDATE own_cores SET flushed = ? WHERE core = ? AND flushed < ?', length, core, length)
      }
    })
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

  /** For diagnostics: every own core with its mark. */
  list(): {
    core: Uint8Array
    kind: CoreKind
    length: number
    flushed: number
    frozen: FrozenReason | null
  }[] {
    return this.#ledger.all<CoreRow>('SELECT * FROM own_cores WHERE is_complete = 1')
  }

  async close(): Promise<void> {
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer)
    await this.drain().catch(() => undefined)
    await this.flush().catch(() => undefined)
    this.#isClosed = true
  }
}
