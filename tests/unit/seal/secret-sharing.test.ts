// Shares of a secret, compared both ways with an implementation of this file's own.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import { combineShares, hash, hashShare, MAX_SHARES, splitSecret } from '../../../src/core/seal/index.ts'

/** Multiplies in GF(256) with the polynomial 0x11b, bit by bit and without tables. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 0; bit < 8; bit++) {
    if ((b >> bit) & 1) product ^= a << bit
  }
  for (let bit = 14; bit >= 8; bit--) if ((product >> bit) & 1) product ^= 0x11b << (bit - 8)
  return product
}

/** a^254 is the inverse of a. */
function invert(a: number): number {
  let power = 1
  for (let i = 0; i < 254; i++) power = multiply(power, a)
  return power
}

/** Lagrange's value at x = 0 of the polynomial through these points. */
function valueAtZero(points: readonly { x: number; y: number }[]): number {
  let sum = 0
  for (const { x, y } of points) {
    let term = y
    for (const other of points)
      if (other.x !== x) term = multiply(term, multiply(other.x, invert(other.x ^ x)))
    sum ^= term
  }
  return sum
}

function combineHere(shares: readonly Uint8Array[]): Uint8Array {
  const length = shares[0]!.byteLength - 1
  return Uint8Array.from({ length }, (_, at) =>
    valueAtZero(shares.map((share) => ({ x: share[length]!, y: share[at]! }))),
  )
}

/** @param rows the coefficients of each byte's polynomial, without the secret itself */
function splitHere(secret: Uint8Array, xs: readonly number[], rows: readonly Uint8Array[]): Uint8Array[] {
  return xs.map((x) => {
    const ys = rows.map((row, at) =>
      [secret[at]!, ...row].reduceRight((sum, next) => multiply(sum, x) ^ next),
    )
    return Uint8Array.of(...ys, x)
  })
}

/** A threshold, and the places of as many shares as are needed, in any order. */
const threshold = fc
  .integer({ min: 1, max: MAX_SHARES })
  .chain((of) => fc.record({ of: fc.constant(of), need: fc.integer({ min: 1, max: of }) }))
  .chain(({ of, need }) => {
    const places = Array.from({ length: of }, (_, i) => i)
    const used = fc.shuffledSubarray(places, { minLength: need, maxLength: need })
    return fc.record({ of: fc.constant(of), need: fc.constant(need), used })
  })
const secrets = fc.uint8Array({ minLength: 1, maxLength: 90 })

/** A secret, the x of each share, and the random coefficients of the polynomial of each byte. */
const dealt = fc
  .tuple(secrets, fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 2, maxLength: MAX_SHARES }))
  .chain(([secret, xs]) => {
    const row = fc.uint8Array({ minLength: xs.length - 1, maxLength: xs.length - 1 })
    const rows = fc.array(row, { minLength: secret.byteLength, maxLength: secret.byteLength })
    return fc.record({ secret: fc.constant(secret), xs: fc.constant(xs), rows })
  })

describe('splitSecret', () => {
  it('makes shares of which any `need` give the secret back, here and in another implementation', () =>
    fc.assert(
      fc.asyncProperty(secrets, threshold, async (secret, { need, of, used }) => {
        const shares = splitSecret(secret, { need, of })
        expect(shares.map((share) => share.byteLength)).toEqual(
          Array.from({ length: of }, () => secret.byteLength + 1),
        )
        const some = used.map((at) => shares[at]!)
        expect(await combineShares(some, need)).toEqual(secret)
        if (need > 1) expect(combineHere(some)).toEqual(secret)
      }),
      { numRuns: 60 },
    ))

  it('gives with `need` 1 the secret and the place', () => {
    const shares = splitSecret(Uint8Array.of(7, 8), { need: 1, of: 3 })
    expect(shares.map((share) => [...share])).toEqual([
      [7, 8, 1],
      [7, 8, 2],
      [7, 8, 3],
    ])
  })

  it('takes a Buffer, leaves it as it is, and draws new shares each time', async () => {
    const secret = Buffer.from('ab'.repeat(40), 'hex')
    const one = splitSecret(secret, { need: 2, of: 3 })
    const other = splitSecret(secret, { need: 2, of: 3 })
    expect(toHex(secret)).toBe('ab'.repeat(40))
    expect(new Set([...one, ...other].map((share) => toHex(share.subarray(0, -1)))).size).toBe(6)
    expect(await combineShares(one.slice(1), 2)).toEqual(Uint8Array.from(secret))
  })

  it('makes single shares in which every value of a byte is about as frequent', () => {
    const counts = new Map<number, number>()
    for (let i = 0; i < 400; i++) {
      const [first] = splitSecret(new Uint8Array(64), { need: 2, of: 2 })
      for (const byte of first!.subarray(0, -1)) counts.set(byte, (counts.get(byte) ?? 0) + 1)
    }
    // 25,600 bytes of one secret: each value some 100 times, and never twice as often.
    expect(counts.size).toBe(256)
    expect(Math.max(...counts.values())).toBeLessThan(200)
  })

  it.each([
    ['an empty secret', new Uint8Array(0), 2, 3],
    ['more needed than exist', Uint8Array.of(1), 3, 2],
    ['none needed', Uint8Array.of(1), 0, 2],
    ['half a share', Uint8Array.of(1), 1.5, 2],
    ['more than seven', Uint8Array.of(1), 2, 8],
    ['none', Uint8Array.of(1), 0, 0],
    ['not a number', Uint8Array.of(1), Number.NaN, 3],
  ])('refuses %s', (_, secret, need, of) => {
    expect(() => splitSecret(secret, { need, of })).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})

describe('combineShares', () => {
  it('combines shares of another implementation with any x', () =>
    fc.assert(
      fc.asyncProperty(dealt, async ({ secret, xs, rows }) => {
        expect(await combineShares(splitHere(secret, xs, rows), xs.length)).toEqual(secret)
      }),
      { numRuns: 60 },
    ))

  it('uses the first shares and ignores the others', async () => {
    const shares = splitSecret(Uint8Array.of(1, 2, 3), { need: 2, of: 3 })
    expect([...(await combineShares([shares[2]!, shares[0]!, new Uint8Array(9)], 2))]).toEqual([1, 2, 3])
  })

  it.each([
    ['x = 0', [Uint8Array.of(1, 0), Uint8Array.of(2, 1)], 2],
    ['x = 0 where one is needed', [Uint8Array.of(1, 0)], 1],
    ['the same x twice', [Uint8Array.of(1, 5), Uint8Array.of(2, 5)], 2],
    ['different lengths', [Uint8Array.of(1, 1), Uint8Array.of(2, 2, 2)], 2],
    ['one byte', [Uint8Array.of(1), Uint8Array.of(2)], 2],
    ['nothing', [new Uint8Array(0)], 1],
  ])('refuses shares with %s as malformed', async (_, shares, need) => {
    await expect(combineShares(shares, need)).rejects.toBeInstanceOf(MalformedRecord)
  })

  it.each([
    ['too few shares', [Uint8Array.of(1, 1)], 2],
    ['no share', [], 1],
    ['a need of none', [Uint8Array.of(1, 1)], 0],
    ['a need of more than seven', Array.from({ length: 8 }, (_, i) => Uint8Array.of(1, i + 1)), 8],
  ])('refuses %s', async (_, shares, need) => {
    await expect(combineShares(shares, need)).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('leaves the shares as they are', async () => {
    const shares = splitSecret(Uint8Array.of(1, 2, 3), { need: 2, of: 2 })
    const before = shares.map(toHex)
    await combineShares(shares, 2)
    expect(shares.map(toHex)).toEqual(before)
  })
})

describe('hashShare', () => {
  it('is the first half of a hash over the place and the share', () => {
    const share = Uint8Array.of(1, 2, 3)
    const whole = hash('fumikura/share/1', Uint8Array.of(4), share)
    expect(toHex(hashShare(4, share))).toBe(toHex(whole.subarray(0, 16)))
    expect(toHex(hashShare(5, share))).not.toBe(toHex(hashShare(4, share)))
  })
})
