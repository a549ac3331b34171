// The cores that anyone may have from here: one's own public ones, and those of whom one follows, as far as they are here.
// The other half of replicate: a stranger who asks for one of these gets it, and nothing is said about any other.
import { equalBytes } from '../base/index.ts'
import { discoveryKey, type Core, type ForeignCores, type OwnCores, signerOf } from '../cores/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'

interface Row {
  core: Uint8Array
  isOwn: number
  person: Uint8Array
  device: Uint8Array
}

interface Parts {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  /** Whether a person writes with this device, or did before. */
  hadDevice: (person: Uint8Array, device: Uint8Array) => boolean
}

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

  /** A followed author's core. One's own is none, whatever they say. */
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

  /** Everything of somebody who is followed no more. */
  forget(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM public_cores WHERE person = ? AND is_own = 0', person)
  }

  /** One's own, by its key. */
  async findByKey(core: Uint8Array): Promise<Core | null> {
    return this.#ownCores.isOwn(core) ? this.#ownCores.take(core) : null
  }

  /** The core behind a discovery key, for anyone; null when it is not public, or nothing of it is here. */
  async find(key: Uint8Array): Promise<Core | null> {
    const row = this.#ledger.get<Row>(
      'SELECT core, is_own AS isOwn, person, device FROM public_cores WHERE discovery_key = ?',
      Buffer.from(key),
    )
    if (row === undefined) return null
    if (row.isOwn === 1) return this.#ownCores.take(row.core)
    const core = await this.#foreignCores.take(row.core)
    // A notice can name any core. Only what a device of its author's has signed is theirs to make public.
    const signer = signerOf(core.manifest)
    const isTheirs =
      signer !== null && (equalBytes(signer, row.device) || this.#hadDevice(row.person, signer))
    return isTheirs ? core : null
  }
}

/** This device writes no public core: those in this ledger are a former device's. */
export function forgetOwnPublicCores(tx: Transaction): void {
  tx.run('DELETE FROM public_cores WHERE is_own = 1')
}
