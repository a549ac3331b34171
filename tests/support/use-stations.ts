// Stations, raw customers and strangers for the tests of one file: a new network for each test, and
// everything removed after it.
import { afterEach, beforeEach } from 'vitest'
import type { Clock } from '../../src/core/base/index.ts'
import type { StationOptions } from '../../src/core/open-station.ts'
import { createSigningKeyPair, randomBytes } from '../../src/core/seal/index.ts'
import type { InviteOptions } from '../../src/core/station/station-invites.ts'
import { MemoryNetwork } from './memory-network.ts'
import { eventually } from './person.ts'
import { RawCustomer, type RawCore } from './raw-customer.ts'
import { RawPeer } from './raw-peer.ts'
import { TestStation } from './station.ts'

export interface Stations {
  /** The network of the current test. */
  network(): MemoryNetwork
  station(options?: Partial<StationOptions>, clock?: Clock): Promise<TestStation>
  /** Makes a person who has joined the station. */
  customer(of: TestStation, limits?: InviteOptions): Promise<RawCustomer>
  /** Makes a person who has not joined it. */
  outsider(of: TestStation): Promise<RawCustomer>
  /** Makes a connected device of nobody. */
  stranger(of: TestStation): Promise<RawPeer>
}

export function useStations(): Stations {
  let network: MemoryNetwork
  const made: { remove(): Promise<void> }[] = []
  const remember = <T extends { remove(): Promise<void> }>(one: T): T => {
    made.push(one)
    return one
  }
  beforeEach(() => {
    network = new MemoryNetwork()
  })
  afterEach(async () => {
    for (const one of made.splice(0).reverse()) await one.remove()
  })
  return {
    network: () => network,
    station: async (options, clock) => remember(await TestStation.create(network, options, clock)),
    customer: async (of, limits) =>
      remember(await RawCustomer.join('alice', network, await of.invite(limits))),
    outsider: async (of) => remember(await RawCustomer.meet('eve', network, of.device)),
    async stranger(of) {
      const peer = remember(await RawPeer.join(network, createSigningKeyPair()))
      await peer.dial(of.device)
      return peer
    },
  }
}

export const makeBlocks = (count: number, bytes = 1000): Uint8Array[] =>
  Array.from({ length: count }, () => randomBytes(bytes))

/** Waits until the station says that it keeps the core up to this length. */
export function isKept(
  customer: RawCustomer,
  { core }: Pick<RawCore, 'core'>,
  length = core.length,
): Promise<void> {
  return eventually(async () => (await customer.kept(core.key))[0] === length, 'the station keeps it')
}
