// Eve: a contact whom alice blocked, and a fellow member of a group of bob's. Her root is honest
// and attests one device after another, so that each act is from an unknown device. Bob passes her
// posts on.
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import type { Card } from '../../../src/core/identity/index.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { foundGroup, untilAgreed, untilIn } from '../../support/groups.ts'
import { attestOther, comeBack, loseDevice } from '../../support/other-device.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import type { MemoryNetwork } from '../../support/memory-network.ts'
import type { Trial } from '../trial.ts'

export interface OtherDevice {
  peer: RawPeer
  card: Card
  /** The KEM key that the card names. */
  kemKey: Uint8Array
}

export class Blocked {
  /** A letter to her from before the block, never opened. */
  readonly ref: string
  readonly groupLink: string
  readonly invite: string
  /** Her engine on a new device, after she lost the first one. */
  readonly again: Person
  readonly #words: string[]
  readonly #trial: Trial
  readonly #network: MemoryNetwork
  readonly #alice: Person
  #card: Card
  readonly #kemKey: Uint8Array

  private constructor(trial: Trial, network: MemoryNetwork, alice: Person, her: Her) {
    this.#trial = trial
    this.#network = network
    this.#alice = alice
    this.#card = her.card
    this.#kemKey = her.kemKey
    this.#words = her.words
    this.ref = her.ref
    this.groupLink = her.groupLink
    this.invite = her.invite
    this.again = her.again
  }

  static async meet(
    trial: Trial,
    network: MemoryNetwork,
    { alice, bob }: { alice: Person; bob: Person },
  ): Promise<Blocked> {
    const eve = await Person.create('eve', network)
    trial.onEnd(() => eve.remove())
    for (const other of [alice, bob]) await pair(other, eve)
    await foundGroup(bob, COMMON, [alice, eve])
    const words = await eve.do.home.words({}, calling)
    const ref = await alice.write(eve, 'Before the block', 'not for her any more')
    await eve.arrival(ref)
    await alice.do.people.block({ person: 'eve' }, calling)
    await postTo(eve, bob)
    const folder = await trial.folder()
    const again = await comeBack('eve', await loseDevice(eve, folder), folder, network)
    trial.onEnd(() => again.remove())
    await untilIn(again, COMMON)
    await untilAgreed(bob, COMMON, [alice])
    await postTo(again, bob)
    await alice.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
    const { link } = await alice.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
    const { invite } = await alice.do.invites.create({}, calling)
    const { card, boxKeys } = again.home.parts.identity
    const { kemKey } = boxKeys
    return new Blocked(trial, network, alice, { card, kemKey, words, ref, again, groupLink: link, invite })
  }

  /** Attests a further device, in an era newer than all that alice knows. */
  async otherDevice(): Promise<OtherDevice> {
    const { device, card } = await attestOther(this.#words, this.#card)
    this.#card = card
    const peer = await RawPeer.join(this.#network, device)
    this.#trial.onEnd(() => peer.remove())
    await peer.dial(this.#alice.device)
    return { peer, card, kemKey: this.#kemKey }
  }
}

/** A group with both eve and alice as members. */
const COMMON = 'Common'

/** Lets eve post; bob gets the post and passes it on, but alice must not see it. */
async function postTo(eve: Person, bob: Person): Promise<void> {
  const ref = await eve.write({ name: COMMON }, 'You cannot get rid of me', 'still here', {
    policy: { ...PLAIN_POLICY, mode: 'open', urgent: true },
  })
  await bob.arrival(ref)
}

interface Her {
  again: Person
  card: Card
  kemKey: Uint8Array
  words: string[]
  ref: string
  groupLink: string
  invite: string
}
