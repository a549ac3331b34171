// A customer of a station without an engine: sends the station's requests as bytes and writes cores.
import type Hypercore from 'hypercore'
import {
  dropForm,
  keepAnswerForm,
  keepForm,
  keptAnswerForm,
  keptForm,
  parseStationLink,
  stationAnswerForm,
  stationCardForm,
  stationGrownForm,
  stationJoinForm,
  watchForm,
  type KeepAnswer,
  type StationAnswer,
} from '../../src/core/station-records/index.ts'
import { encodeCard } from '../../src/core/identity/index.ts'
import { signCard } from '../../src/core/identity/card.ts'
import { randomBytes } from '../../src/core/seal/index.ts'
import type { MemoryNetwork } from './memory-network.ts'
import { makeIdentity, RawPeer, type RawIdentity } from './raw-peer.ts'

const NOTHING = new Uint8Array(0)

/** A core that a raw customer writes, and what computes its key. */
export interface RawCore {
  core: Hypercore
  signer: Uint8Array
  namespace: Uint8Array
}

export class RawCustomer {
  readonly identity: RawIdentity
  readonly peer: RawPeer
  readonly station: Uint8Array
  /** Cores that the station said had grown, in hex. */
  readonly grown: string[] = []

  private constructor(identity: RawIdentity, peer: RawPeer, station: Uint8Array) {
    this.identity = identity
    this.peer = peer
    this.station = station
    peer.answers.set('station-grown', (request) => {
      const { cores } = stationGrownForm.decode(request)
      this.grown.push(...cores.map((core) => Buffer.from(core).toString('hex')))
      return Uint8Array.of(0)
    })
  }

  /** Connects a new person to the station without joining it. */
  static async meet(
    name: string,
    network: MemoryNetwork,
    station: Uint8Array,
    identity?: RawIdentity,
  ): Promise<RawCustomer> {
    const known = identity ?? (await makeIdentity(name))
    const peer = await RawPeer.join(network, known.device)
    const customer = new RawCustomer(known, peer, station)
    await peer.dial(station)
    return customer
  }

  /** Connects a new person and makes them a customer. */
  static async join(name: string, network: MemoryNetwork, link: string): Promise<RawCustomer> {
    const { station } = parseStationLink(link)
    const customer = await RawCustomer.meet(name, network, station)
    const answer = await customer.joinBy(link)
    if (!('usage' in answer)) throw new Error(`${name} cannot join: ${answer.refusal}`)
    return customer
  }

  /** The same person and device as a customer of another station. */
  async alsoJoin(link: string): Promise<RawCustomer> {
    const other = new RawCustomer(this.identity, this.peer, parseStationLink(link).station)
    await this.peer.dial(other.station)
    await other.joinBy(link)
    return other
  }

  joinBy(link: string, cardBytes = this.identity.cardBytes): Promise<StationAnswer> {
    const { token } = parseStationLink(link)
    return this.#askUsage('station-join', stationJoinForm.encode({ token, card: cardBytes }))
  }

  showCard(cardBytes: Uint8Array): Promise<StationAnswer> {
    return this.#askUsage('station-card', stationCardForm.encode({ card: cardBytes }))
  }

  usage(): Promise<StationAnswer> {
    return this.#askUsage('station-usage', NOTHING)
  }

  async #askUsage(method: string, request: Uint8Array): Promise<StationAnswer> {
    return stationAnswerForm.decode(await this.ask(method, request))
  }

  /** Returns a newer card of this person that names these stations as one set. */
  makeCardWith(number: number, stations: Uint8Array[], rule: { need: number; distrust: number }): Uint8Array {
    const { card, device } = this.identity
    const set = { id: number, ...rule, devices: stations }
    return encodeCard(signCard(device, { ...card, number, keepers: { sets: [set], mailboxes: [] } }))
  }

  /** The bytes that the station keeps for this customer. */
  async usedBytes(): Promise<number> {
    const answer = await this.usage()
    return 'usage' in answer ? answer.usage.bytes : 0
  }

  /** Resolves with the raw answer; empty if the station refused or hung up. */
  async ask(method: string, request: Uint8Array): Promise<Uint8Array> {
    return (await this.peer.ask(this.station, method, request)) ?? NOTHING
  }

  /** Makes a core of its own with these blocks. */
  async write(blocks: Uint8Array[]): Promise<RawCore> {
    const namespace = randomBytes(32)
    const core = await this.peer.makeCore(namespace)
    await this.peer.append(core, blocks)
    return { core, signer: this.peer.device.publicKey, namespace }
  }

  async keep(
    ...cores: (Pick<RawCore, 'signer' | 'namespace'> & { proof?: Uint8Array })[]
  ): Promise<KeepAnswer[]> {
    const request = keepForm.encode({
      cores: cores.map(({ signer, namespace, proof = null }) => ({ signer, namespace, proof })),
    })
    return keepAnswerForm.decode(await this.ask('keep', request)).answers
  }

  watch(...cores: Uint8Array[]): Promise<KeepAnswer[]> {
    return this.#askWatch('watch', cores)
  }

  unwatch(...cores: Uint8Array[]): Promise<KeepAnswer[]> {
    return this.#askWatch('unwatch', cores)
  }

  async #askWatch(method: string, cores: Uint8Array[]): Promise<KeepAnswer[]> {
    const answer = await this.ask(method, watchForm.encode({ cores }))
    return keepAnswerForm.decode(answer).answers
  }

  async kept(...cores: Uint8Array[]): Promise<number[]> {
    return keptAnswerForm.decode(await this.ask('kept', keptForm.encode({ cores }))).lengths
  }

  drop(core: Uint8Array, start: number, end: number): Promise<Uint8Array> {
    return this.ask('drop', dropForm.encode({ ranges: [{ core, start, end }] }))
  }

  remove(): Promise<void> {
    return this.peer.remove()
  }
}
