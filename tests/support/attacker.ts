// Somebody who has recorded everything, and later breaks one half of the cryptography, or both:
// they know every secret key of that half. Each attack uses what they know, and zeros for the other
// half.
import { sha3_256, shake256 } from '@noble/hashes/sha3.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import { MemberRequest } from 'blind-pairing-core'
import { concatBytes, decodeRecord, equalBytes } from '../../src/core/base/index.ts'
import { decodeSealedKnock, knockEncoding, knockPlace } from '../../src/core/contacts/knock.ts'
import { hashAsked, pairOfferEncoding } from '../../src/core/contacts/pair-agreement.ts'
import { decodePairAnswer } from '../../src/core/contacts/pair-parts.ts'
import { decodeStoredCard, latestBoxKey, sortPersons, type Card } from '../../src/core/identity/index.ts'
import {
  agreeSecret,
  deriveKey,
  hash,
  openOnce,
  openSmallBox,
  pairKeyOf,
  type BoxPlace,
  type SmallBoxKey,
} from '../../src/core/seal/index.ts'
import { multiply, pointOf } from '../../src/core/seal/x25519.ts'
import type { Person } from './person.ts'
import type { RecordedCall, Recording } from './recording.ts'

export interface Broken {
  x25519: boolean
  mlKem: boolean
}

const ZEROS = new Uint8Array(32)
const NO_DATA = new Uint8Array(0)
const LABEL = Buffer.from('\\.//^\\')
const CIPHER_BYTES = 1120
const ML_CIPHER_BYTES = 1088

export class Attacker {
  readonly #broken: Broken
  readonly #seeds: Uint8Array[]
  readonly #tags: Uint8Array[]

  constructor(persons: readonly Person[], broken: Broken) {
    this.#broken = broken
    this.#tags = persons.map((person) => person.home.parts.identity.addressTag)
    this.#seeds = persons.flatMap(({ home }) =>
      home.parts.ledger
        .all<{ secret: Uint8Array }>('SELECT secret FROM own_box_keys')
        .map(({ secret }) => secret),
    )
  }

  /** Opens a KEM box by any key. */
  openKem(
    at: BoxPlace,
    box: Uint8Array,
    seeds = this.#seeds,
  ): { seed: Uint8Array; plaintext: Uint8Array; secret: Uint8Array } | null {
    const cipher = box.subarray(0, CIPHER_BYTES)
    for (const seed of seeds) {
      const secret = this.#decapsulate(seed, cipher)
      const key = hash('fumikura/box/2', Buffer.from(at.purpose), secret, cipher, ...at.place)
      const plaintext = openOnce(key, box.subarray(CIPHER_BYTES), NO_DATA)
      if (plaintext !== null) return { seed, plaintext, secret }
    }
    return null
  }

  #decapsulate(seed: Uint8Array, cipher: Uint8Array): Uint8Array {
    const expanded = shake256(seed, { dkLen: 96 })
    const xSecret = expanded.subarray(64)
    const xCipher = cipher.subarray(ML_CIPHER_BYTES)
    const { secretKey } = ml_kem768.keygen(expanded.subarray(0, 64))
    const ml = this.#broken.mlKem
      ? ml_kem768.decapsulate(cipher.subarray(0, ML_CIPHER_BYTES), secretKey)
      : ZEROS
    const x = this.#broken.x25519 ? multiply(xSecret, xCipher)! : ZEROS
    return Buffer.from(sha3_256(concatBytes(ml, x, xCipher, pointOf(xSecret), LABEL)))
  }

  /** Opens a small box by any pair key, under a second secret or under zeros. */
  openSmall(key: Omit<SmallBoxKey, 'second'>, second: Uint8Array | null, box: Uint8Array): Uint8Array | null {
    if (!this.#broken.x25519) return null
    for (const seed of this.#seeds) {
      const plaintext = openSmallBox(pairKeyOf(seed), { ...key, second: second ?? ZEROS }, box)
      if (plaintext !== null) return plaintext
    }
    return null
  }

  openGrant(gateSecret: Uint8Array | null, object: Uint8Array, grant: Uint8Array): Uint8Array | null {
    const second = gateSecret === null ? null : deriveKey('fumikura/pair-second/1', gateSecret)
    return this.openSmall({ domain: 'fumikura/pair-box/1', place: [object] }, second, grant)
  }

  /**
   * Returns the secrets of pairs by invite. The attacker knows the links, and so the guests'
   * offers.
   */
  breakInvites(recording: Recording, inviteKeys: readonly Uint8Array[]): Uint8Array[] {
    return recording.callsOf('pair').flatMap((call) => this.#breakInvite(call, inviteKeys) ?? [])
  }

  #breakInvite({ request, answer }: RecordedCall, inviteKeys: readonly Uint8Array[]): Uint8Array | null {
    const { sealed } = decodePairAnswer(answer)
    const offerBytes = openRequest(request, inviteKeys)
    if (offerBytes === null || sealed.byteLength === 0) return null
    const asked = hashAsked(offerBytes)
    const opened = this.openKem({ purpose: 'answer', place: [asked] }, sealed)
    if (opened === null) return null
    const guest = decodeSide(offerBytes)
    const inviter = decodeSide(opened.plaintext)
    const exchange = [opened.secret, asked, hash('fumikura/pair-answer/1', sealed)]
    return agreeAs(opened.seed, guest, inviter, exchange)
  }

  /** Returns the texts of knocks. */
  readKnocks(recording: Recording): string[] {
    const knockSeeds = this.#seeds.flatMap((seed) =>
      this.#tags.map((tag) => deriveKey('fumikura/knock-key/1', seed, tag)),
    )
    return recording.callsOf('knock').flatMap(({ request }) => {
      const { tag, sealed } = decodeSealedKnock(request)
      const opened = this.openKem(knockPlace(tag), sealed, knockSeeds)
      return opened === null ? [] : [decodeRecord(knockEncoding, opened.plaintext).text]
    })
  }
}

interface Side {
  card: Card
  nonce: Uint8Array
}

function agreeAs(seed: Uint8Array, own: Side, their: Side, exchange: Uint8Array[]): Uint8Array | null {
  const [first, second] = sortPersons(own.card.person, their.card.person)
  const nonces = equalBytes(first, own.card.person)
    ? concatBytes(own.nonce, their.nonce)
    : concatBytes(their.nonce, own.nonce)
  const { publicKey } = latestBoxKey(their.card)
  return agreeSecret('fumikura/pair/1', pairKeyOf(seed), publicKey, ...exchange, nonces, first, second)
}

function decodeSide(bytes: Uint8Array): Side {
  const { card, nonce } = decodeRecord(pairOfferEncoding, bytes)
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
