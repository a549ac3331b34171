// The secrets of pairs that an attacker finds in a recording: from invites whose links they know,
// from knocks and their welcomes, and from the returns of persons on new devices.
import { MemberRequest } from 'blind-pairing-core'
import { concatBytes, equalBytes } from '../../src/core/base/index.ts'
import { decodeSealedKnock, welcomeForm, knockForm, knockPlace } from '../../src/core/contacts/knock.ts'
import { hashAsked, pairOfferForm } from '../../src/core/contacts/pair-agreement.ts'
import { pairAnswerForm } from '../../src/core/contacts/pair-parts.ts'
import { decodeStoredCard, latestBoxKey, sortPersons, type Card } from '../../src/core/identity/index.ts'
import { returnForm, returnPlace } from '../../src/core/recovery/return-record.ts'
import { agreeSecret, hash, pairKeyOf } from '../../src/core/seal/index.ts'
import type { Attacker } from './attacker.ts'
import type { RecordedCall } from './recording.ts'

/** Returns the secrets of all pairs that the attacker can compute, and the texts of knocks. */
export function breakPairs(attacker: Attacker): { pairs: Uint8Array[]; knocks: string[] } {
  const { recording } = attacker.captured
  const knocks = breakKnocks(attacker)
  const pairs = [
    ...recording.callsOf('pair').flatMap((call) => breakInvite(attacker, call) ?? []),
    ...knocks.flatMap((knock) => breakWelcomes(attacker, knock)),
    ...recording.callsOf('return').flatMap((call) => breakReturn(attacker, call) ?? []),
  ]
  return { pairs, knocks: knocks.map(({ text }) => text) }
}

function breakInvite(attacker: Attacker, { request, answer }: RecordedCall): Uint8Array | null {
  const { sealed } = pairAnswerForm.decode(answer)
  const offer = openRequest(request, attacker.captured.inviteKeys)
  return offer === null || sealed.byteLength === 0 ? null : breakAnswer(attacker, offer, sealed)
}

interface BrokenKnock {
  text: string
  bytes: Uint8Array
}

function breakKnocks(attacker: Attacker): BrokenKnock[] {
  const { recording, knockSeeds } = attacker.captured
  return recording.callsOf('knock').flatMap(({ request }) => {
    const { tag, sealed } = decodeSealedKnock(request)
    const opened = attacker.openKem([knockPlace(tag)], sealed, knockSeeds)
    if (opened === null) return []
    return { text: knockForm.decode(opened.plaintext).text, bytes: opened.plaintext }
  })
}

function breakWelcomes(attacker: Attacker, { bytes }: BrokenKnock): Uint8Array[] {
  const { recording } = attacker.captured
  return recording
    .callsOf('welcome')
    .flatMap(({ request }) => breakAnswer(attacker, bytes, welcomeForm.decode(request).sealed) ?? [])
}

function breakReturn(attacker: Attacker, { request }: RecordedCall): Uint8Array | null {
  const { card, sealed } = returnForm.decode(request)
  const { person, signedBy } = decodeStoredCard(card)
  const places = attacker.captured.persons.map((to) => returnPlace(person, to, signedBy))
  return attacker.openKem(places, sealed)?.plaintext ?? null
}

interface Side {
  card: Card
  nonce: Uint8Array
}

/** Opens what was sealed in answer to an offer or a knock, and agrees as the one who asked. */
function breakAnswer(attacker: Attacker, asking: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  const asked = hashAsked(asking)
  const opened = attacker.openKem([{ purpose: 'answer', place: [asked] }], sealed)
  if (opened === null) return null
  const exchange = [opened.secret, asked, hash('fumikura/pair-answer/1', sealed)]
  return agreeAs(opened.seed, decodeAsking(asking), decodeOffer(opened.plaintext), exchange)
}

function agreeAs(seed: Uint8Array, own: Side, their: Side, exchange: Uint8Array[]): Uint8Array | null {
  const [first, second] = sortPersons(own.card.person, their.card.person)
  const nonces = equalBytes(first, own.card.person)
    ? concatBytes(own.nonce, their.nonce)
    : concatBytes(their.nonce, own.nonce)
  const { publicKey } = latestBoxKey(their.card)
  return agreeSecret('fumikura/pair/1', pairKeyOf(seed), publicKey, ...exchange, nonces, first, second)
}

function decodeAsking(bytes: Uint8Array): Side {
  try {
    return decodeOffer(bytes)
  } catch {
    const { card, nonce } = knockForm.decode(bytes)
    return { card: decodeStoredCard(card), nonce }
  }
}

function decodeOffer(bytes: Uint8Array): Side {
  const { card, nonce } = pairOfferForm.decode(bytes)
  return { card: decodeStoredCard(card), nonce }
}

function openRequest(request: Uint8Array, inviteKeys: readonly Uint8Array[]): Uint8Array | null {
  for (const key of inviteKeys)
    try {
      return Buffer.from(MemberRequest.from(Buffer.from(request)).open(Buffer.from(key)))
    } catch {
      // Made with another invite.
    }
  return null
}
