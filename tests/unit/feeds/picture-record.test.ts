// A picture as a record of a feed: its bytes match the protocol, and its size is limited.
import { expect, test } from 'vitest'
import { concatBytes, MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import { MAX_FEED_BLOCK_BYTES, openFeedRecord } from '../../../src/core/feeds/index.ts'
import { sealFeedRecord } from '../../../src/core/feeds/feed-record.ts'
import { MAX_PICTURE_BYTES } from '../../../src/core/identity/index.ts'
import { openRecord, sealRecord } from '../../../src/core/seal/index.ts'
import { makePicture } from '../../support/pictures.ts'

const key = Buffer.alloc(32, 3)
const core = Buffer.alloc(32, 4)
const place = concatBytes(core, Buffer.of(5, 0, 0, 0, 0, 0, 0, 0))
const seal = (bytes: Uint8Array): Uint8Array => sealFeedRecord(key, core, 5, { type: 'picture', bytes })

test('a picture record is type 8, version 1, length, bytes and no extensions, padded to 256', () => {
  const picture = makePicture('jpeg', 1, 300)
  const plain = openRecord(key, seal(picture), place)!
  const head = Buffer.of(8, 1, 0xfd, 300 & 0xff, 300 >> 8)
  expect(toHex(plain)).toBe(toHex(concatBytes(head, picture, Buffer.alloc(512 - 305))))
})

test('a picture of the largest size fits in a block, and is decoded unchanged', () => {
  const picture = makePicture('png', 1, MAX_PICTURE_BYTES)
  const block = seal(picture)
  expect(block.byteLength).toBeLessThanOrEqual(MAX_FEED_BLOCK_BYTES)
  expect(openFeedRecord(key, core, 5, block)).toEqual({ type: 'picture', bytes: picture })
})

test('a picture with one byte more is neither encoded nor decoded', () => {
  const length = MAX_PICTURE_BYTES + 1
  const picture = makePicture('png', 1, length)
  expect(() => seal(picture)).toThrow(MalformedRecord)
  const plain = Buffer.alloc(256 * 21)
  plain.set(concatBytes(Buffer.of(8, 1, 0xfd, length & 0xff, length >> 8), picture))
  expect(() => openFeedRecord(key, core, 5, sealRecord(key, plain, place))).toThrow(MalformedRecord)
})
