// The nouns below delivery for a unit test: a ledger in memory, an identity, and cores of which none
// is opened. A test of a noun above them names its schemas, and runs in milliseconds.
import type { Clock } from '../../src/core/base/index.ts'
import { ForeignCores, OwnCores, type CoreShelf } from '../../src/core/cores/index.ts'
import { BadInput } from '../../src/core/diagnostics/index.ts'
import { createIdentity, findIdentity, type Identity } from '../../src/core/identity/index.ts'
import type { Schema } from '../../src/core/ledger/index.ts'
import { HomeLedger } from './home-ledger.ts'

const BEGAN_AT = Date.UTC(2030, 0, 1)
export const DAY_MS = 86_400_000

/** A clock that advances only when the test says so. */
export class SetClock implements Clock {
  #machine = BEGAN_AT
  #passed = 0

  now(): number {
    return this.#machine
  }

  monotonicMs(): number {
    return this.#passed
  }

  pass(ms: number): void {
    this.#machine += ms
    this.#passed += ms
  }

  /** Sets the machine clock; no time elapses. */
  jump(ms: number): void {
    this.#machine += ms
  }
}

class CountedInput extends BadInput {
  readonly kinds: string[] = []

  override count(kind: string): void {
    this.kinds.push(kind)
  }
}

export interface Nouns {
  ledger: HomeLedger
  clock: SetClock
  identity: Identity
  ownCores: OwnCores
  foreignCores: ForeignCores
  badInput: CountedInput
}

/** The person with this name has the same keys in all tests of a file. */
export async function openNouns(
  name: string,
  { clock = new SetClock(), schemas = [] }: { clock?: SetClock; schemas?: readonly Schema[] } = {},
): Promise<Nouns> {
  const ledger = new HomeLedger(schemas)
  await settleIn(ledger, name)
  const identity = findIdentity(ledger)!
  const shelf = { isReadOnly: false } as unknown as CoreShelf
  const ownCores = await OwnCores.open({ ledger: ledger.withoutDrain, shelf, device: identity.device })
  const badInput = new CountedInput(ledger.asLedger, clock)
  return { ledger, clock, identity, ownCores, foreignCores: new ForeignCores(shelf), badInput }
}

/** A key derivation from words is slow, so it is done once per person. */
const persons = new Map<string, Promise<HomeLedger>>()

async function settleIn(ledger: HomeLedger, name: string): Promise<void> {
  const made = persons.get(name) ?? makePerson(name)
  persons.set(name, made)
  const origin = await made
  ledger.transact((tx) => {
    for (const table of ['own_identity', 'own_box_keys'])
      for (const row of origin.all<Record<string, Uint8Array>>(`SELECT * FROM ${table}`))
        tx.run(
          `INSERT INTO ${table} VALUES (${Object.keys(row)
            .map(() => '?')
            .join(', ')})`,
          ...Object.values(row),
        )
  })
}

async function makePerson(name: string): Promise<HomeLedger> {
  const ledger = new HomeLedger()
  await createIdentity(ledger.asLedger, name, BEGAN_AT)
  return ledger
}
