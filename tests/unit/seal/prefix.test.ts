import { describe, expect, it } from 'vitest'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { readPrefix } from '../../../src/core/seal/index.ts'
import { PREFIX_BYTES } from '../../../src/core/seal/prefix.ts'
import { alice, flipBit, sealSample } from './sample-object.ts'
import { sealAtOnce } from '../../support/at-once.ts'

const block = sealSample(5).blocks[0]!

describe('the clear prefix', () => {
  it('contains author and device in the first block', () => {
    const salt = block.subarray(65, 80)
    expect(readPrefix(block)).toEqual({ version: 1, ...alice, salt, chunkBytes: 65_536 })
  })

  it('has a different salt for every object', () => {
    expect(readPrefix(sealSample(5).blocks[0]!).salt).not.toEqual(readPrefix(block).salt)
  })

  it('is a copy that does not keep the block in memory and does not change with it', () => {
    const copy = Uint8Array.from(block)
    const prefix = readPrefix(copy)
    copy.fill(0)
    expect(prefix).toEqual(readPrefix(block))
    expect(prefix.person.buffer).not.toBe(copy.buffer)
  })

  it('is malformed with another version or chunk size, or if it is cut', () => {
    const bad = [
      flipBit(block, 0),
      Uint8Array.of(2, ...block.subarray(1)),
      ...[80, 81, 82, 83].map((at) => flipBit(block, at)),
      block.subarray(0, PREFIX_BYTES - 1),
      new Uint8Array(),
    ]
    for (const bytes of bad) expect(() => readPrefix(bytes)).toThrow(MalformedRecord)
  })

  it('is refused for an author without keys', () => {
    const nobody = { person: new Uint8Array(31), device: alice.device }
    expect(() => sealAtOnce(nobody, new Uint8Array())).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})
