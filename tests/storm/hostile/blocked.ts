// Eve: a contact of alice whom she blocked. Her root is honest, and it attests one device after the other.
// Each deed of hers comes from a device that nobody has met.
import type { Card } from '../../../src/core/identity/index.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { attestOther } from '../../support/other-device.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import type { MemoryNetwork } from '../../support/memory-network.ts'
import type { Trial } from '../trial.ts'

export interface OtherDevice {
  peer: RawPeer
  card: Card
}

export class Blocked {
  /** Written to her before the block, and never opened. */
  readonly ref: string
  readonly groupLink: string
  readonly invite: string
  readonly #words: string[]
  readonly #trial: Trial
  readonly #network: MemoryNetwork
  readonly #alice: Person
  #card: Card

  private constructor(trial: Trial, network: MemoryNetwork, alice: Person, her: Her) {
    this.#trial = trial
    this.#network = network
    this.#alice = alice
    this.#card = her.card
    this.#words = her.words
    this.ref = her.ref
    this.groupLink = her.groupLink
    this.invite = her.invite
  }

  static async meet(trial: Trial, network: MemoryNetwork, alice: Person): Promise<Blocked> {
    const eve = await Person.create('eve', network)
    try {
      await pair(alice, eve)
      const words = await eve.do.home.words({}, calling)
      const ref = await alice.write(eve, 'Before the block', 'not for her any more')
      await eve.arrival(ref)
      const { card } = eve.home.parts.identity
      await eve.stop()
      await alice.do.people.block({ person: 'eve' }, calling)
      await alice.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
      const { link } = await alice.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
      const { invite } = await alice.do.invites.create({}, calling)
      return new Blocked(trial, network, alice, { card, words, ref, groupLink: link, invite })
    } finally {
      await eve.remove()
    }
  }

  /** Her next device: its list is newer than any that alice knows. */
  async otherDevice(): Promise<OtherDevice> {
    const { device, card } = await attestOther(this.#words, this.#card)
    this.#card = card
    const peer = await RawPeer.join(this.#network, device)
    this.#trial.onEnd(() => peer.remove())
    await peer.dial(this.#alice.device, 20_000)
    return { peer, card }
  }
}

interface Her {
  card: Card
  words: string[]
  ref: string
  groupLink: string
  invite: string
}
