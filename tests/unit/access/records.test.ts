// The signed records and the two messages of a release, against forgery, truncation and replay.
import { describe, expect, it } from 'vitest'
import {
  checkAnswer,
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
  withdrawalForm,
  encodeReleaseAnswer,
  isRequestGenuine,
  isWithdrawalGenuine,
  signWithdrawal,
} from '../../../src/core/access/index.ts'
import { releaseForm, isReleaseGenuine, signRelease } from '../../../src/core/access/release-record.ts'
import { MalformedRecord, fromHex, toHex } from '../../../src/core/base/index.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'

const device = createSigningKeyPair(Buffer.alloc(32, 1))
const other = createSigningKeyPair(Buffer.alloc(32, 2))
const objectId = Buffer.alloc(32, 3)
const person = Buffer.alloc(32, 4)
const at = 1_700_000_000_123

const release = releaseForm.encode(signRelease({ objectId, person, at }, device))
const withdrawal = withdrawalForm.encode(signWithdrawal({ objectId, kind: 'recalled', at }, device))
const handshakeHash = Buffer.alloc(64, 5)
const request = releaseRequestForm.encode(createReleaseRequest(objectId, handshakeHash, device))
const released = {
  status: 'released' as const,
  ...{ boxNumber: 7, grant: Buffer.alloc(80, 6), record: release, blocks: null },
}
const answer = encodeReleaseAnswer(released)

/** Returns a receiver's verdict on bytes. `judge` is true if it would believe them. */
function verdictOn(bytes: Uint8Array, judge: (bytes: Uint8Array) => boolean): string {
  try {
    return judge(bytes) ? 'believed' : 'not believed'
  } catch (error) {
    return error instanceof MalformedRecord ? 'malformed' : String(error)
  }
}

const judgeRelease = (bytes: Uint8Array) => isReleaseGenuine(releaseForm.decode(bytes), device.publicKey)
const judgeWithdrawal = (bytes: Uint8Array) =>
  isWithdrawalGenuine(withdrawalForm.decode(bytes), device.publicKey)
const judgeRequest = (bytes: Uint8Array) =>
  isRequestGenuine(releaseRequestForm.decode(bytes), handshakeHash, device.publicKey)
const judgeAnswer = (bytes: Uint8Array) => decodeReleaseAnswer(bytes).status === 'released'

/** Copies of the bytes, each with one bit changed, one copy per byte. */
function flipsOf(bytes: Uint8Array): Uint8Array[] {
  return [...bytes.keys()].map((index) => {
    const flipped = Buffer.from(bytes)
    flipped[index]! ^= 1 << (index % 8)
    return flipped
  })
}

/** Returns every shorter prefix, and the bytes with one more byte. */
function missizesOf(bytes: Uint8Array): Uint8Array[] {
  return [
    Buffer.concat([bytes, Buffer.alloc(1)]),
    ...[...bytes.keys()].map((length) => bytes.subarray(0, length)),
  ]
}

describe('the records', () => {
  it('have these bytes', () => {
    const bodies = [release, withdrawal].map((bytes) => toHex(bytes.subarray(0, -64)))
    const time = 'ff7b68e5cf8b010000'
    expect(bodies).toEqual([
      `01${'03'.repeat(32)}${'04'.repeat(32)}${toHex(device.publicKey)}${time}00`,
      `01${'03'.repeat(32)}00${time}${toHex(device.publicKey)}00`,
    ])
    expect(toHex(release.subarray(-64))).toBe(
      'afcf301816a9063918a34eaaee220d4f6adaddebe69ae528263238341fa28084de373a450c6e1fdf63903532b0c7d6c97153a833920173b180d0f11a68633901',
    )
    expect(toHex(withdrawal.subarray(-64))).toBe(
      '619068dc4071ac80a5937803788516effd6abea1f944fca350f870f827a35984c95ad28a9ee6c2508bb27e25937a84fa9fcfae08ea4e44cb912bbb03b1fa0801',
    )
  })

  it('decode to the encoded values, and are genuine for their device alone', () => {
    const [one, two] = [releaseForm.decode(release), withdrawalForm.decode(withdrawal)]
    expect([
      [Buffer.from(one.objectId), Buffer.from(one.person), one.at],
      [Buffer.from(two.objectId), two.kind, two.at],
      [isReleaseGenuine(one, device.publicKey), isReleaseGenuine(one, other.publicKey)],
      [isWithdrawalGenuine(two, device.publicKey), isWithdrawalGenuine(two, other.publicKey)],
    ]).toEqual([
      [objectId, person, at],
      [objectId, 'recalled', at],
      [true, false],
      [true, false],
    ])
  })

  it('are refused with any bit changed, or a byte more or less', () => {
    const signed = [
      [release, judgeRelease],
      [withdrawal, judgeWithdrawal],
      [request, judgeRequest],
    ] as const
    const verdicts = signed.flatMap(([bytes, judge]) => [
      verdictOn(bytes, judge),
      ...new Set([...flipsOf(bytes), ...missizesOf(bytes)].map((altered) => verdictOn(altered, judge))),
    ])
    expect(verdicts).toEqual(signed.flatMap(() => ['believed', 'malformed', 'not believed']))
    expect(new Set(missizesOf(answer).map((bytes) => verdictOn(bytes, judgeAnswer)))).toEqual(
      new Set(['malformed']),
    )
  })
})

describe('a release request', () => {
  it('is genuine only on its own connection and from its own device', () => {
    const decoded = releaseRequestForm.decode(request)
    const replayed = Buffer.alloc(64, 9)
    expect([
      isRequestGenuine(decoded, handshakeHash, device.publicKey),
      isRequestGenuine(decoded, replayed, device.publicKey),
      isRequestGenuine(decoded, handshakeHash, other.publicKey),
      isRequestGenuine({ ...decoded, objectId: person }, handshakeHash, device.publicKey),
    ]).toEqual([true, false, false, false])
  })

  it('is never the same twice', () => {
    const nonces = [0, 1].map(() => toHex(createReleaseRequest(objectId, handshakeHash, device).nonce))
    expect(new Set(nonces).size).toBe(2)
  })
})

describe('a release answer', () => {
  it('decodes to the encoded value, granted or refused', () => {
    const refusals = ['NOT_A_READER', 'RECALLED', 'HELD', 'NOT_YET', 'EXPIRED', 'QUOTA', 'APART'] as const
    const answers = [released, ...refusals.map((status) => ({ status }))]
    expect(answers.map((value) => decodeReleaseAnswer(encodeReleaseAnswer(value)))).toEqual(answers)
  })

  it('is malformed if it is released without a grant, refused with one, or too large', () => {
    const hostile = {
      'a refusal with a grant': Buffer.concat([fromHex('0101'), answer.subarray(2)]),
      'a release without a grant': fromHex('010000'),
      'an unknown status': fromHex('010800'),
      'a grant of a gigabyte': fromHex('01000107fe00000040'),
      'a grant over the cap': Buffer.concat([fromHex('01000107fd0101'), Buffer.alloc(257), fromHex('00')]),
      'a box number past counting': Buffer.concat([fromHex('010001ffffffffffffffffff'), answer.subarray(4)]),
    }
    const verdicts = Object.entries(hostile).map(([name, bytes]) => [name, verdictOn(bytes, judgeAnswer)])
    expect(verdicts).toEqual(Object.keys(hostile).map((name) => [name, 'malformed']))
  })

  it('is believed only about the requested object and person, and from the asked releaser', () => {
    const expected = { objectId, person, releaser: device.publicKey }
    const wrong = [{ objectId: person }, { person: objectId }, { releaser: other.publicKey }]
    const verdicts = [{}, ...wrong].map((change) =>
      verdictOn(release, (bytes) => checkAnswer(bytes, { ...expected, ...change }).at === at),
    )
    expect(verdicts).toEqual(['believed', 'malformed', 'malformed', 'malformed'])
  })
})
