import { describe, expect, it } from 'vitest'
import { concatBytes, MalformedRecord, utf8 } from '../../../src/core/base/index.ts'
import {
  agreeOnce,
  agreeSecret,
  kemKeyOf,
  openKemBox,
  openSmallBox,
  pairKeyOf,
  randomBytes,
  sealKemBox,
  sealSmallBox,
  type BoxPlace,
} from '../../../src/core/seal/index.ts'
import { LOW_ORDER } from './low-order.ts'
import { flipBit } from './sample-object.ts'

const DOMAIN = 'fumikura/test-pair/1'
const seed = randomBytes(32)
const kemKey = kemKeyOf(seed)
const alice = pairKeyOf(randomBytes(32))
const bob = pairKeyOf(seed)
const AT: BoxPlace = { purpose: 'member', place: [utf8('core'), Uint8Array.of(7)] }
const text = utf8('a content key')

describe('a KEM box', () => {
  it('opens for its owner, also when it is empty, and is 1,136 bytes longer', () => {
    for (const plaintext of [utf8(''), text]) {
      const box = sealKemBox(kemKey, AT, plaintext)
      expect(openKemBox(seed, AT, box)?.plaintext).toEqual(plaintext)
      expect(box.byteLength - plaintext.byteLength).toBe(1136)
    }
  })

  it('gives both sides a secret that no two boxes share', () => {
    const secrets = [1, 2].map(() => openKemBox(seed, AT, sealKemBox(kemKey, AT, text))!.secret)
    expect(secrets[0]).not.toEqual(secrets[1])
  })

  it('opens for no other purpose, no other place and no other seed', () => {
    const box = sealKemBox(kemKey, AT, text)
    const [core, number] = AT.place
    const elsewhere: BoxPlace[] = [
      { ...AT, purpose: 'addressed' },
      { ...AT, place: [core!] },
      { ...AT, place: [core!, Uint8Array.of(8)] },
      { ...AT, place: [number!, core!] },
      { ...AT, place: [concatBytes(core!, number!)] },
    ]
    expect(elsewhere.filter((at) => openKemBox(seed, at, box) !== null)).toEqual([])
    expect(openKemBox(randomBytes(32), AT, box)).toBeNull()
  })

  it('does not open if a bit of it changed, or if it is cut', () => {
    const box = sealKemBox(kemKey, AT, text)
    const last = box.byteLength - 1
    const changed = [0, 700, 1087, 1088, 1119, 1120, last].map((at) => flipBit(box, at))
    const cut = [0, 32, 1119, 1120, 1135, last].map((length) => box.subarray(0, length))
    expect([...changed, ...cut].filter((one) => openKemBox(seed, AT, one) !== null)).toEqual([])
  })
})

describe('a small box', () => {
  const second = randomBytes(32)
  const key = { domain: 'fumikura/pair-box/1', second, place: [utf8('an object')] }
  const seal = (): Uint8Array => sealSmallBox(agreeOnce(bob.publicKey), key, text)

  it('opens for the pair key and the second secret, and is 48 bytes longer', () => {
    const box = seal()
    expect(openSmallBox(bob, key, box)).toEqual(text)
    expect(box.byteLength - text.byteLength).toBe(48)
    expect(seal()).not.toEqual(box)
  })

  it('opens with neither the pair key alone nor the second secret alone', () => {
    const box = seal()
    const others = [
      openSmallBox(bob, { ...key, second: randomBytes(32) }, box),
      openSmallBox(alice, key, box),
      openSmallBox(bob, { ...key, place: [utf8('another object')] }, box),
      openSmallBox(bob, { ...key, domain: 'fumikura/member-box/1' }, box),
    ]
    expect(others).toEqual([null, null, null, null])
  })

  it('does not open if any bit changed, or if it is cut', () => {
    const box = seal()
    const changed = Array.from({ length: box.byteLength }, (_, at) => flipBit(box, at))
    const cut = Array.from({ length: box.byteLength }, (_, length) => box.subarray(0, length))
    const weak = LOW_ORDER.map((point) => concatBytes(point, box.subarray(32)))
    const opened = [...changed, ...cut, ...weak].filter((one) => openSmallBox(bob, key, one) !== null)
    expect(opened).toEqual([])
  })

  it('is refused for a pair key of low order, with which everyone could agree', () => {
    for (const pairKey of [...LOW_ORDER, bob.publicKey.subarray(0, 31)])
      expect(() => agreeOnce(pairKey)).toThrow(MalformedRecord)
  })
})

describe('an agreed secret', () => {
  const nonces = [utf8('nonce of alice'), utf8('nonce of bob')]

  it('is equal on both sides, and differs for each domain and each list of parts', () => {
    const ours = agreeSecret(DOMAIN, alice, bob.publicKey, ...nonces)
    expect(agreeSecret(DOMAIN, bob, alice.publicKey, ...nonces)).toEqual(ours)
    const others = [
      agreeSecret('fumikura/test-pair/2', bob, alice.publicKey, ...nonces),
      agreeSecret(DOMAIN, bob, alice.publicKey, ...nonces.toReversed()),
      agreeSecret(DOMAIN, bob, pairKeyOf(randomBytes(32)).publicKey, ...nonces),
    ]
    for (const other of others) expect(other).not.toEqual(ours)
  })

  it('is null for a key of low order or of a wrong length', () => {
    const keys = [...LOW_ORDER, alice.publicKey.subarray(0, 31), Buffer.alloc(33, 9), new Uint8Array()]
    expect(keys.map((publicKey) => agreeSecret(DOMAIN, bob, publicKey, ...nonces))).toEqual(
      keys.map(() => null),
    )
  })
})
