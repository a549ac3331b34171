// The cores that any peer may replicate from here: the own public ones, and those of followed
// authors, as far as they are stored.
// A stranger who asks for one of these gets it; about any other core the answer reveals nothing.
import { equalBytes } from '../base/index.ts'
import { discoveryKey, type Core, type ForeignCores, type OwnCores, signerOf } from '../cores/index.ts'
import type { BlockParts } from '../store/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'

interface Row {
  core: Uint8Array
  isOwn: number
  person: Uint8Array
  device: Uint8Array
}

type Parts = Omit<BlockParts, 'findByWords'>

export class PublicCores {
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #foreignCores: ForeignCores
  readonly #hadDevice: Parts['hadDevice']

  constructor(parts: Parts) {
    this.#ledger = parts.ledger
    this.#ownCores = parts.ownCores
    this.#foreignCores = parts.foreignCores
    this.#hadDevice = parts.hadDevice
  }

  allowOwn(tx: Transaction, core: Uint8Array, person: Uint8Array, device: Uint8Array): void {
    tx.run(
      'INSERT OR IGNORE INTO public_cores VALUES (?, ?, 1, ?, ?)',
      core,
      discoveryKey(core),
      person,
      device,
    )
  }

  /** Allows a followed author's core. An author cannot name one of this device's cores. */
  allowForeign(tx: Transaction, core: Uint8Array, person: Uint8Array, device: Uint8Array): void {
    if (this.#ownCores.isOwn(core)) return
    tx.run(
      'INSERT OR IGNORE INTO public_cores VALUES (?, ?, 0, ?, ?)',
      core,
      discoveryKey(core),
      person,
      device,
    )
  }

  isOwn(core: Uint8Array): boolean {
    return this.#ownCores.isOwn(core)
  }

  forbid(tx: Transaction, core: Uint8Array): void {
    tx.run('DELETE FROM public_cores WHERE core = ?', core)
  }

  /** Forgets all cores of a person who is no longer followed. */
  forget(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM public_cores WHERE person = ? AND is_own = 0', person)
  }

  /** Returns the own core with this key; else null. */
  async findByKey(core: Uint8Array): Promise<Core | null> {
    return this.#ownCores.isOwn(core) ? this.#ownCores.openCore(core) : null
  }

  /**
   * Returns the core of a discovery key; null if it is not public or was signed by another person's
   * device.
   */
  async find(key: Uint8Array): Promise<Core | null> {
    const row = this.#ledger.get<Row>(
      'SELECT core, is_own AS isOwn, person, device FROM public_cores WHERE discovery_key = ?',
      Buffer.from(key),
    )
    if (row === undefined) return null
    if (row.isOwn === 1) return this.#ownCores.openCore(row.core)
    const core = await this.#foreignCores.openCore(row.core)
    // A notice can name any core, so check the signer, because only cores of the author's devices
    // are theirs to publish.
    const signer = signerOf(core.manifest)
    const isTheirs =
      signer !== null && (equalBytes(signer, row.device) || this.#hadDevice(row.person, signer))
    return isTheirs ? core : null
  }
}

/** A new device writes no core of a former one, so the own public cores in this ledger are void. */
export function forgetOwnPublicCores(tx: Transaction): void {
  tx.run('DELETE FROM public_cores WHERE is_own = 1')
}
