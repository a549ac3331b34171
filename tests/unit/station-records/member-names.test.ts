// The names that stations know of groups: author and member compute the same, and nobody else does.
import { expect, it } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import {
  memberKeyPair,
  removalCheck,
  removalHash,
  rosterName,
  type BoxNumbers,
} from '../../../src/core/station-records/index.ts'
import type { MemberPlace } from '../../../src/core/station-records/member-names.ts'
import { pairKeyOf, randomBytes, type KeyPair } from '../../../src/core/seal/index.ts'

const filled = (byte: number): Uint8Array => Buffer.alloc(32, byte)
const [author, member, other] = [1, 2, 3].map(() => pairKeyOf(randomBytes(32))) as [KeyPair, KeyPair, KeyPair]
const numbers: BoxNumbers = { author: 1, member: 2 }
const place: MemberPlace = { group: filled(1), era: 3, station: filled(2) }
const keyOf = (...from: Parameters<typeof memberKeyPair>): string => toHex(memberKeyPair(...from)!.publicKey)

it('author and member agree on one key, and another member has another one', () => {
  const key = keyOf(author, member.publicKey, numbers, place)
  expect(keyOf(member, author.publicKey, numbers, place)).toBe(key)
  expect(keyOf(other, author.publicKey, numbers, place)).not.toBe(key)
})

it('the key differs in each group, era and station, and with each number of a box key', () => {
  const changes: [Partial<BoxNumbers>, Partial<MemberPlace>][] = [
    [{}, {}],
    [{ author: 2 }, {}],
    [{ member: 1 }, {}],
    [{ author: 2, member: 1 }, {}],
    [{}, { group: filled(9) }],
    [{}, { era: 4 }],
    [{}, { station: filled(9) }],
  ]
  const keys = changes.map(([boxes, where]) =>
    keyOf(author, member.publicKey, { ...numbers, ...boxes }, { ...place, ...where }),
  )
  expect(new Set(keys).size).toBe(changes.length)
})

it('a box key of low order gives no key', () => {
  expect(memberKeyPair(author, new Uint8Array(32), numbers, place)).toBeNull()
})

it('two accounts and two rosters have no name in common', () => {
  const tokenHash = removalHash(filled(5))
  const names = [
    ...[removalCheck(tokenHash, filled(1)), removalCheck(tokenHash, filled(2)), tokenHash, filled(5)],
    ...[rosterName(filled(3), filled(1), filled(2)), rosterName(filled(3), filled(2), filled(1))],
    rosterName(filled(4), filled(1), filled(2)),
  ]
  expect(new Set(names.map(toHex)).size).toBe(names.length)
})
