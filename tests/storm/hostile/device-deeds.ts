// Devices against the rules: new devices of a blocked person on every possible way, and cards that
// name devices of others. The blocked person must not reach alice, no key may be released, and no
// other person may be disconnected.
import { CandidateRequest } from 'blind-pairing-core'
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
} from '../../../src/core/access/index.ts'
import { equalBytes } from '../../../src/core/base/index.ts'
import { parseInvite } from '../../../src/core/contacts/invite-link.ts'
import { parseGroupLink } from '../../../src/core/groups/group-link.ts'
import { joinAnswerForm, joinRequestForm } from '../../../src/core/groups/join-message.ts'
import { encodeCard, listDevices } from '../../../src/core/identity/index.ts'
import { returnForm, returnPlace } from '../../../src/core/recovery/return-record.ts'
import { randomBytes, sealKemBox } from '../../../src/core/seal/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { knockAt, offerOf } from '../../support/knock.ts'
import { calling } from '../../support/person.ts'
import type { RawPeer } from '../../support/raw-peer.ts'
import { must } from '../trial.ts'
import type { Deed } from './deeds.ts'
import { nextCard } from './next-card.ts'
import { untilRead } from './until-read.ts'
import type { Victims } from './victims.ts'

const ASK_MS = 3000
/** Invisible names, names that change the reading order, reserved and confusing names. */
const FORBIDDEN_NAMES = ['self', 'Public', '\u200b\u2060', 'bob\u202e', 'bob\u200b', '\u3164', 'bo\u0007b']

export const deviceDeeds: Record<string, Deed> = {
  async 'a blocked person knocks from another device'(victims) {
    const { alice } = victims
    const { peer, card, kemKey } = await (await victims.blocked()).otherDevice()
    await knockAt(peer, alice, { card: encodeCard(card), kemKey, text: 'it is me' })
    must((await alice.do.knocks.list({}, calling)).length === 0, 'a knock of a blocked person is shown')
    await judgeDevice(victims, peer)
  },

  async 'a blocked person uses an invite'(victims) {
    const { alice } = victims
    const blocked = await victims.blocked()
    const { peer, card, kemKey } = await blocked.otherDevice()
    const offer = offerOf(encodeCard(card), kemKey)
    const { invite } = parseInvite(blocked.invite)
    const request = new CandidateRequest(Buffer.from(invite), Buffer.from(offer)).encode()
    const answer = await peer.ask(alice.device, 'pair', request, ASK_MS)
    must(answer === null || answer.byteLength === 0, 'an invite answers a blocked person')
    const invites = await alice.do.invites.list({}, calling)
    must(
      invites.some(({ state }) => state === 'open'),
      'a blocked person uses up an invite',
    )
    await judgeDevice(victims, peer)
  },

  async 'a blocked person joins a group'(victims) {
    const { alice } = victims
    const blocked = await victims.blocked()
    const { peer, card, kemKey } = await blocked.otherDevice()
    const { group, token } = parseGroupLink(blocked.groupLink)
    const request = joinRequestForm.encode({ group, token, card: encodeCard(card), kemKey })
    const answer = await peer.ask(alice.device, 'group-join', request, ASK_MS)
    const isRefused =
      answer === null || answer.byteLength === 0 || joinAnswerForm.decode(answer).answer === 'revoked'
    must(isRefused, 'a link lets in a blocked person')
    const { memberCount } = await alice.do.groups.show({ group: 'Choir' }, calling)
    must(memberCount === 1, 'a blocked person is a member')
    await judgeDevice(victims, peer)
  },

  async 'a blocked person announces a return'(victims) {
    const { alice } = victims
    const { peer, card, kemKey } = await (await victims.blocked()).otherDevice()
    const { person, boxKeys } = alice.home.parts.identity
    const at = returnPlace(card.person, person, card.signedBy)
    const box = { boxNumber: boxKeys.number, sealed: sealKemBox(boxKeys.kemKey, at, randomBytes(32)) }
    const said = { card: encodeCard(card), kemKey, ...box, since: 0, core: randomBytes(32) }
    const answer = await peer.ask(alice.device, 'return', returnForm.encode(said), ASK_MS)
    must(answer === null || answer.byteLength === 0, 'the return of a blocked person is answered')
    await judgeDevice(victims, peer)
  },

  /** Eve's engine is let into a group of bob's with alice as a member. */
  async 'a blocked person joins a common group'(victims) {
    const { alice } = victims
    const { again, ref } = await victims.blocked()
    must(alice.home.parts.whoIs(again.device) === null, 'a blocked person is known by a group')
    must(alice.home.peers.find(again.device) === null, 'a blocked person is connected')
    const states = (await alice.status(ref)).map(({ state }) => state)
    must(states.join() === 'notified', `a letter from before the block is ${states.join()}`)
  },

  /** Alice's and bob's devices. A card that names them, as current or as ended ones, is refused. */
  async 'claims a device of others'(victims) {
    const { mallory, alice, bob } = victims
    const claims = [bob.device, alice.device].flatMap((device) => [{ device }, { ended: device }])
    for (const claim of claims)
      await mallory.write(alice, { type: 'card', card: encodeCard(await nextCard(victims, claim)) })
    await untilRead(victims)
    const { whoIs, identity } = bob.home.parts
    must(whoIs(bob.device) === null, 'bob takes himself for another')
    const owner = alice.home.parts.whoIs(bob.device)
    must(owner !== null && equalBytes(owner, identity.person), 'a card takes the device of bob')
    must(alice.home.parts.whoIs(alice.device) === null, 'alice takes herself for mallory')
    must(alice.home.peers.find(bob.device) !== null, 'a card cuts bob off')
    // None of her accepted eras may name them either.
    const listed = alice.home.parts.addressBook
      .list()
      .filter(({ person }) => !equalBytes(person, identity.person))
    const claimed = listed.flatMap(({ card }) => listDevices(card.devices))
    for (const device of [bob.device, alice.device])
      must(!claimed.some((one) => equalBytes(one, device)), 'a card with a device of others is kept')
  },

  /** The card must be refused, because the judgement expects her old name. */
  async 'takes a forbidden name'(victims, random) {
    const { mallory, alice } = victims
    const name = random.pick(FORBIDDEN_NAMES)
    await mallory.write(alice, { type: 'card', card: encodeCard(await nextCard(victims, { name })) })
    await untilRead(victims)
    const names = (await alice.do.people.contacts({}, calling)).map((contact) => contact.name)
    must(!names.includes(name), `a contact is called ${JSON.stringify(name)}`)
  },

  /** The device of a stranger, who never consented. It must stay a stranger's. */
  async 'claims the device of a stranger'(victims) {
    const { mallory, alice } = victims
    const stranger = await victims.stranger()
    await mallory.write(alice, {
      type: 'card',
      card: encodeCard(await nextCard(victims, { device: stranger.device.publicKey })),
    })
    await untilRead(victims)
    must(alice.home.parts.whoIs(stranger.device.publicKey) === null, 'a card takes a device that is not hers')
    const { device } = mallory
    must(alice.home.parts.whoIs(device.publicKey) !== null, 'mallory is cut off by a card of hers')
  },
}

/** Checks that alice knows no person for the device, and gives it no key. */
async function judgeDevice(victims: Victims, peer: RawPeer): Promise<void> {
  const { alice } = victims
  const { ref } = await victims.blocked()
  must(alice.home.parts.whoIs(peer.device.publicKey) === null, 'a device of a blocked person is recognized')
  if (!peer.isConnected(alice.device)) return
  const object = objectId(getRef(ref))
  const request = createReleaseRequest(object, peer.handshakeHash(alice.device), peer.device)
  const bytes = await peer.ask(alice.device, 'release', releaseRequestForm.encode(request), ASK_MS)
  const isReleased =
    bytes !== null && bytes.byteLength > 0 && decodeReleaseAnswer(bytes).status === 'released'
  must(!isReleased, 'a blocked person gets a key')
}
