import { describe, expect, it } from 'vitest'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import {
  MAX_CHUNKS,
  MAX_PLAINTEXT_BYTES,
  MAX_SMALL_PLAINTEXT_BYTES,
  readFrame,
  shapeObject,
} from '../../../src/core/seal/index.ts'
import { unframe, padme } from '../../../src/core/seal/plaintext-frame.ts'

describe('Padmé', () => {
  it('gives the sizes that its paper lists', () => {
    const sizes = [0, 1, 2, 3, 8, 9, 10, 1000, 1024, 1025, 10_000, 65_536, 65_537, 1_000_000, 2 ** 36]
    const padded = [0, 1, 2, 3, 8, 10, 10, 1024, 1024, 1088, 10_240, 65_536, 67_584, 1_015_808, 2 ** 36]
    expect(sizes.map(padme)).toEqual(padded)
  })

  it('never shortens, adds less than 12 %, keeps the order and does not change padded sizes', () => {
    let before = 0
    const wrong: number[] = []
    for (let bytes = 1; bytes < 2 ** 17; bytes++) {
      const padded = padme(bytes)
      if (padded < bytes || padded > bytes * 1.12 || padded < before || padme(padded) !== padded)
        wrong.push(bytes)
      before = padded
    }
    expect(wrong).toEqual([])
  })

  it('is exact around every power of two up to 2^53', () => {
    const powers = Array.from({ length: 52 }, (_, i) => 2 ** (i + 1))
    expect(powers.map(padme)).toEqual(powers)
    // From 4 on, 2^n - 1 rounds up to 2^n, or is a multiple of a step of 1.
    expect(powers.map((power) => padme(power - 1) - power).every((over) => over === 0 || over === -1)).toBe(
      true,
    )
  })
})

describe('the shape of an object', () => {
  it('follows from the length of its plaintext', () => {
    const shapes = [0, 252, 1021, 1022, MAX_SMALL_PLAINTEXT_BYTES, MAX_SMALL_PLAINTEXT_BYTES + 1].map(
      shapeObject,
    )
    expect(
      shapes.map(({ frameBytes, paddedBytes, chunkCount }) => [frameBytes, paddedBytes, chunkCount]),
    ).toEqual([
      [1, 1024, 1],
      [1, 1024, 1],
      [3, 1024, 1],
      [3, 1088, 1],
      [3, 65_536, 1],
      [3, 67_584, 2],
    ])
  })

  it('has a limit of 64 GiB', () => {
    expect(shapeObject(MAX_PLAINTEXT_BYTES).chunkCount).toBe(MAX_CHUNKS)
    const over = {
      code: 'TOO_LARGE',
      details: { bytes: MAX_PLAINTEXT_BYTES + 1, maxBytes: MAX_PLAINTEXT_BYTES },
    }
    expect(() => shapeObject(MAX_PLAINTEXT_BYTES + 1)).toThrow(expect.objectContaining(over))
  })
})

describe('a frame', () => {
  const framed = (...start: number[]): Uint8Array =>
    Uint8Array.from([...start, ...new Uint8Array(1024 - start.length)])

  it('gives the start and the end of the plaintext', () => {
    expect(readFrame(framed(2, 7, 7), 1)).toEqual({
      frameBytes: 1,
      plaintextBytes: 2,
      paddedBytes: 1024,
      chunkCount: 1,
    })
    expect(unframe(framed(2, 7, 7), 1)).toEqual(Uint8Array.of(7, 7))
  })

  it.each([
    ['no length in front', new Uint8Array(), 1],
    ['a cut length', Uint8Array.of(0xfe, 1), 1],
    ['a length that is not in its shortest form', framed(0xfd, 2, 0), 1],
    ['a length that no object has', framed(...new Array<number>(9).fill(0xff)), 1],
    ['a length over the limit', framed(0xff, 0, 0, 0, 0, 0x20), 1],
    ['a length for more chunks', framed(0xfe, 0, 0, 1, 0), 1],
    ['a length for fewer chunks', framed(2), 2],
    ['a length for a longer padding', framed(0xfd, 0, 8), 1],
    ['padding that is not zero', Uint8Array.from([...framed(2).subarray(0, 1023), 1]), 1],
    ['a padding for a longer text', new Uint8Array(1088), 1],
  ])('a frame with %s is malformed', (_, bytes, chunkCount) => {
    expect(() => unframe(bytes, chunkCount)).toThrow(MalformedRecord)
  })
})
