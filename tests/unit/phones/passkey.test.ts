// A passkey opens a phone only by a signature that its owner made for this page, for this challenge, now.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkSigned, readNewPasskey, type Passkey } from '../../../src/core/phones/passkey.ts'
import { PASSKEY_ALGORITHMS } from '../../../src/core/contract/phone-lock.ts'
import { TestPasskey, type Changed } from '../../support/test-passkey.ts'

const ORIGIN = 'https://phones.example:8443'
const challenge = randomBytes(32)
const said = challenge.toString('base64url')

function make(key: TestPasskey, changed: Changed = {}): Passkey | null {
  return readNewPasskey(key.make(said, changed), { challenge, origin: ORIGIN })
}

test.each(PASSKEY_ALGORITHMS)('a passkey of %s opens by its own signature', (algorithm) => {
  const key = new TestPasskey(ORIGIN, algorithm)
  const passkey = make(key)!
  expect(passkey).toMatchObject({ algorithm, origin: ORIGIN, count: 1 })
  expect(checkSigned(passkey, key.sign(said), challenge)).toEqual({ ...passkey, count: 2 })
  const other = new TestPasskey(ORIGIN, algorithm)
  const forged = { ...other.sign(said, { count: 9 }), credential: passkey.credential }
  expect(checkSigned(passkey, forged, challenge)).toBeNull()
})

const WRONG: [string, Changed][] = [
  ['another page', { origin: 'https://phones.example' }],
  ['another name', { rpId: 'example' }],
  ['nobody present', { flags: 4 }],
  ['an owner who was not verified', { flags: 1 }],
  ['a frame of another page', { crossOrigin: true }],
]

test.each([...WRONG, ['another purpose', { type: 'webauthn.create' }]])(
  'a signature for %s opens nothing',
  (_, changed) => {
    const key = new TestPasskey(ORIGIN)
    const passkey = make(key)!
    expect(checkSigned(passkey, key.sign(said, changed), challenge)).toBeNull()
    expect(checkSigned(passkey, key.sign(said), challenge)).not.toBeNull()
  },
)

test.each([...WRONG, ['another purpose', { type: 'webauthn.get' }]])(
  'a passkey made for %s is none',
  (_, changed) => {
    expect(make(new TestPasskey(ORIGIN), changed)).toBeNull()
  },
)

test('a signature for another challenge, and one that was changed, open nothing', () => {
  const key = new TestPasskey(ORIGIN)
  const passkey = make(key)!
  const signed = key.sign(said)
  expect(checkSigned(passkey, signed, randomBytes(32))).toBeNull()
  const other = key.sign(said)
  expect(
    checkSigned(passkey, { ...signed, authenticatorData: other.authenticatorData }, challenge),
  ).toBeNull()
  expect(checkSigned(passkey, { ...signed, signature: 'AAAA' }, challenge)).toBeNull()
  expect(checkSigned(passkey, { ...signed, clientData: 'AAAA' }, challenge)).toBeNull()
  expect(checkSigned(passkey, { ...signed, authenticatorData: 'AAAA' }, challenge)).toBeNull()
})

test('a count that does not grow is of a copy; an authenticator may count nothing', () => {
  const key = new TestPasskey(ORIGIN)
  const passkey = make(key, { count: 7 })!
  expect(checkSigned(passkey, key.sign(said, { count: 7 }), challenge)).toBeNull()
  expect(checkSigned(passkey, key.sign(said, { count: 0 }), challenge)).toBeNull()
  expect(checkSigned(passkey, key.sign(said, { count: 8 }), challenge)).toMatchObject({ count: 8 })
  const still = make(key, { count: 0 })!
  expect(checkSigned(still, key.sign(said, { count: 0 }), challenge)).toEqual(still)
})

test('a passkey with the id of another, or a key of another algorithm, is none', () => {
  const [key, other] = [new TestPasskey(ORIGIN), new TestPasskey(ORIGIN, 'RS256')]
  const made = key.make(said)
  const asked = { challenge, origin: ORIGIN }
  expect(readNewPasskey({ ...made, credential: other.make(said).credential }, asked)).toBeNull()
  expect(readNewPasskey({ ...made, publicKey: other.make(said).publicKey }, asked)).toBeNull()
  expect(readNewPasskey({ ...made, publicKey: 'AAAA' }, asked)).toBeNull()
})
