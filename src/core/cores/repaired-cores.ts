// Opens each own core once. Appends missing blocks from the ledger up to its mark,
// then watches it. Freezes a core that cannot be repaired, or that grows without
// our doing. All reads and writes of own cores pass through here.
import type Hypercore from 'hypercore'
import { Emitter, toHex, type Log } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/index.ts'
import { blindKeyPair, type BlindedKeyPair, type KeyPair } from '../seal/index.ts'
import { appendSigned } from './append-signed.ts'
import { coreManifest } from './core-key.ts'
import {
  getCoreRow,
  listLost,
  planRepair,
  readIntents,
  type CoreRow,
  type FrozenCore,
  type FrozenReason,
  type Intent,
} from './core-row.ts'
import type { CoreShelf } from './core-shelf.ts'
import { noSpace } from './storage-errors.ts'

interface Options {
  ledger: Ledger
  shelf: CoreShelf
  device: KeyPair
  log: Log
}

export class RepairedCores {
  readonly events = new Emitter<{
    frozen: FrozenCore
    /** A core grew from `start` to `length` blocks. */
    appended: { core: Uint8Array; start: number; length: number }
    /** Blocks were appended that are not synced to disk yet. */
    repaired: undefined
  }>()
  /**
   * The number of cores that were shorter than their mark when this home was
   * opened, and were repaired.
   */
  countAtStart = 0
  readonly #ledger: Ledger
  readonly #shelf: CoreShelf
  readonly #device: KeyPair
  readonly #log: Log
  readonly #opened = new Map<string, Promise<Hypercore>>()
  /** The keys of the cores that the device does not sign under its own. */
  readonly #blinded = new WeakMap<Hypercore, BlindedKeyPair>()
  #isOpening = true
  #isClosed = false

  constructor({ ledger, shelf, device, log }: Options) {
    this.#ledger = ledger
    this.#shelf = shelf
    this.#device = device
    this.#log = log
  }

  /** From now on a core that is shorter than its mark is a new core, not a damaged one. */
  endStart(): void {
    this.#isOpening = false
  }

  /**
   * Opens the core, repaired and ready to attach.
   * @throws DAMAGED if it is not an own core, or cannot be read
   */
  openCore(key: Uint8Array): Promise<Hypercore> {
    const id = toHex(key)
    let taken = this.#opened.get(id)
    if (taken === undefined) {
      taken = this.#openRepaired(key)
      this.#opened.set(id, taken)
      taken.catch(() => this.#opened.delete(id))
    }
    return taken
  }

  async #openRepaired(key: Uint8Array): Promise<Hypercore> {
    const core = await this.#openOrFreeze(key)
    core.on('close', () => this.#opened.delete(toHex(key)))
    // Mark and intents are read together after the core was opened, because commits
    // continue meanwhile.
    const row = getCoreRow(this.#ledger, key)
    // A damaged ledger is not trusted, so its content is shown, but no core is changed because of
    // it.
    if (row.frozen !== null || row.isComplete === 0 || this.#ledger.isDamaged) return core
    const report = (error: unknown): void => this.#log.error('freeze-failed', { message: String(error) })
    // An archive can be rebuilt, so it is not repaired. Its writer compares its
    // length with its mark.
    if (row.kind !== 'archive') {
      const reason = await this.#repair(core, row, readIntents(this.#ledger, key))
      if (reason !== null) await this.freeze(row, core, reason)
      core.on('append', () => void this.#checkGrowth(key, core).catch(report))
    }
    core.on('conflict', () => void this.#freezeNow(key, core, 'conflict').catch(report))
    return core
  }

  /**
   * A core whose first blocks are damaged never opens again, so it is frozen without being open.
   * @throws DAMAGED
   */
  async #openOrFreeze(key: Uint8Array): Promise<Hypercore> {
    const row = getCoreRow(this.#ledger, key)
    try {
      return await this.open(row)
    } catch (error) {
      if (isEngineError(error, 'DAMAGED') && row.isComplete === 1 && !this.#ledger.isDamaged)
        await this.freeze(row, null, 'unreadable')
      throw error
    }
  }

  async #repair(core: Hypercore, row: CoreRow, intents: Intent[]): Promise<FrozenReason | null> {
    const plan = await planRepair(core, row, intents)
    if (typeof plan === 'string') return plan
    if (plan.length === 0) return null
    if (this.#isOpening) await this.#repairAtStart(core, plan)
    // After the start only a new core is shorter than its mark, because its first blocks
    // wait in the ledger until it is opened.
    else await this.appendCommitted(core, plan)
    this.events.emit('repaired', undefined)
    return null
  }

  /** Emits no 'appended' event, because the blocks were announced before. */
  async #repairAtStart(core: Hypercore, plan: readonly Intent[]): Promise<void> {
    await this.append(core, blocksOf(plan))
    this.countAtStart++
    this.#log.info('core-repaired', { blocks: plan.length })
  }

  /**
   * A core that grew past its mark was written by another copy of this device. So
   * this home was rewound.
   */
  async #checkGrowth(key: Uint8Array, core: Hypercore): Promise<void> {
    const row = getCoreRow(this.#ledger, key)
    if (row.frozen === null && row.isComplete === 1 && core.length > row.length)
      await this.freeze(row, core, 'ahead')
  }

  async #freezeNow(key: Uint8Array, core: Hypercore, reason: FrozenReason): Promise<void> {
    await this.freeze(getCoreRow(this.#ledger, key), core, reason)
  }

  /**
   * Forbids all further appends to this core. Blocks that it does not contain stay in
   * the ledger until `removeLost` moves them. `core` is null if the core is unreadable.
   * Then all its intents stay, because it is unknown which blocks it contains.
   */
  async freeze(row: CoreRow, core: Hypercore | null, reason: FrozenReason): Promise<void> {
    if (this.#isClosed || row.frozen !== null) return
    this.#log.error('core-frozen', { kind: row.kind, reason, length: row.length })
    const { changes } = await this.#ledger.write((tx) =>
      tx.run('UPDATE own_cores SET frozen = ? WHERE core = ? AND frozen IS NULL', reason, row.core),
    )
    if (core !== null) await this.#dropAppendedIntents(row.core, core)
    if (changes > 0) this.events.emit('frozen', { core: row.core, kind: row.kind })
  }

  async #dropAppendedIntents(key: Uint8Array, core: Hypercore): Promise<void> {
    const lost = new Set(
      (await listLost(core, readIntents(this.#ledger, key))).map(({ position }) => position),
    )
    await this.#ledger.write((tx) => {
      for (const { position } of readIntents(tx, key))
        if (!lost.has(position)) tx.run('DELETE FROM intents WHERE core = ? AND position = ?', key, position)
    })
  }

  /** Opens the core without repairing or watching it. */
  async open({ core: key, signer, namespace, blinding }: CoreRow): Promise<Hypercore> {
    const core = await this.#shelf.openOwn(key, coreManifest(signer, namespace))
    if (blinding !== null) this.#blinded.set(core, blindKeyPair(this.#device, blinding))
    return core
  }

  /** Appends committed blocks and emits 'appended'. @throws NO_SPACE */
  async appendCommitted(core: Hypercore, intents: readonly Intent[]): Promise<void> {
    const start = core.length
    await this.append(core, blocksOf(intents))
    this.events.emit('appended', { core: core.key, start, length: core.length })
  }

  /**
   * Appends blocks that were not committed: a file that is being sealed, or blocks
   * derived from rows.
   * @throws NO_SPACE
   */
  async append(core: Hypercore, blocks: readonly Uint8Array[]): Promise<void> {
    if (this.#shelf.isReadOnly) throw noSpace()
    const blinded = this.#blinded.get(core)
    if (blinded === undefined) await core.append([...blocks], { keyPair: this.#device })
    else await appendSigned(core, blocks, blinded)
  }

  close(): void {
    this.#isClosed = true
  }
}

function blocksOf(intents: readonly Intent[]): Uint8Array[] {
  return intents.map(({ block }) => block)
}
