// A crowd: many people in one process, each with a whole engine on its own home. They connect over
// wires in memory or over a real Hyperswarm on loopback. Tests use a dozen, benches a thousand.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { equalBytes, silentLog, systemClock } from '../../src/core/base/index.ts'
import { isEngineError } from '../../src/core/contract/errors.ts'
import { runDht, type PrivateDht } from '../../src/core/network/private-dht.ts'
import { JoinedWires } from '../../src/core/network/wires/joined-wires.ts'
import type { WireSource } from '../../src/core/network/wires/index.ts'
import { createSwarmWires } from '../../src/core/network/wires/swarm-wires.ts'
import type { OpenHomeOptions } from '../../src/core/home-ledger.ts'
import { calling, Person } from './person.ts'
import { MemoryNetwork } from './memory-network.ts'

type CreateWires = NonNullable<OpenHomeOptions['createWires']>

export interface CrowdSize {
  people: number
  /** The first `overSwarm` people meet over Hyperswarm, all others over wires in memory. */
  overSwarm?: number
  /** Only the next `near` people can connect to the first person. Default: all. */
  near?: number
  say?: (sentence: string) => void
}

const PATIENCE_MS = 15 * 60_000
/** The engine's own limit of inbound wires. */
const MAX_INBOUND = 64
/** So many people work at a time; with more, their calls to each other would time out. */
export const AT_ONCE = 16

export class Crowd {
  readonly network = new MemoryNetwork({ maxInbound: MAX_INBOUND })
  readonly people: Person[] = []
  readonly #size: CrowdSize
  readonly #folder: string
  #dht: PrivateDht | null = null

  private constructor(size: CrowdSize, folder: string) {
    this.#size = size
    this.#folder = folder
  }

  static async gather(size: CrowdSize): Promise<Crowd> {
    const crowd = new Crowd(size, await mkdtemp(join(tmpdir(), 'fumikura-crowd-')))
    try {
      if (crowd.#swarmSize > 0) crowd.#dht = await runDht()
      await crowd.#open()
      crowd.#keepApart()
      return crowd
    } catch (error) {
      await crowd.close()
      throw error
    }
  }

  get first(): Person {
    return this.people[0]!
  }

  get #swarmSize(): number {
    return this.#size.overSwarm ?? 0
  }

  async #open(): Promise<void> {
    const { people, say } = this.#size
    await eachOf([...Array(people).keys()], async (number) => {
      this.people[number] = await this.join(`person${number}`, number < this.#swarmSize)
      if ((number + 1) % 100 === 0) say?.(`${number + 1} of ${people} engines are open`)
    })
  }

  #keepApart(): void {
    const { near = Infinity } = this.#size
    for (const far of this.people.slice(1 + near)) this.network.partition(this.first.device, far.device)
    const overSwarm = this.people.slice(0, this.#swarmSize)
    for (const [at, one] of overSwarm.entries())
      for (const other of overSwarm.slice(at + 1)) this.network.partition(one.device, other.device)
  }

  #isNear(device: Uint8Array): boolean {
    const { near = Infinity } = this.#size
    return this.people.slice(1, 1 + near).some((person) => equalBytes(person.device, device))
  }

  /** Adds one person to the network. The caller keeps it; `people` does not get it. */
  async join(name: string, isOverSwarm = false): Promise<Person> {
    const person = Person.at(name, join(this.#folder, name), this.network)
    await person.start(isOverSwarm ? { createWires: this.#joinBoth(name === 'person0') } : {})
    await person.do.home.create({ name }, calling)
    return person
  }

  /** Wires in memory and the swarm as one source, like an engine's LAN and swarm. */
  #joinBoth(isFirst: boolean): CreateWires {
    const [host = '', port] = this.#dht!.bootstrap.split(':')
    const bootstrap = [{ host, port: Number(port) }]
    return ({ device }, isAllowed): WireSource => {
      const mayCome = isFirst ? (other: Uint8Array): boolean => this.#isNear(other) : isAllowed
      return new JoinedWires({
        preferred: this.network.wires(device, isAllowed),
        fallback: createSwarmWires({
          ...{ keyPair: device, bootstrap, maxInbound: MAX_INBOUND, log: silentLog, clock: systemClock },
          isAllowed: mayCome,
        }),
      })
    }
  }

  async close(): Promise<void> {
    this.network.shutDown()
    await eachOf(this.people.filter(Boolean), (person) => person.remove())
    await this.#dht?.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** Calls `act` for each item, `atOnce` at a time. */
export async function eachOf<One>(
  many: readonly One[],
  act: (one: One) => Promise<void>,
  atOnce = AT_ONCE,
): Promise<void> {
  const waiting = many.values()
  const work = async (): Promise<void> => {
    for (const one of waiting) await act(one)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, many.length) }, work))
}

/** Repeats a call that fails as "away": with so many callers the author may be busy. */
export async function insist(act: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      await act()
      return
    } catch (error) {
      const isAway = (['AUTHOR_AWAY', 'UNREACHABLE', 'INVITER_AWAY'] as const).some((code) =>
        isEngineError(error, code),
      )
      if (!isAway || performance.now() > deadline) throw error
    }
  }
}
