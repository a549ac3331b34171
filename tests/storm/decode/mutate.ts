// Damages bytes so that a decoder still accepts part of them: longer lengths, doubled parts, cut
// ends, two crossed records. Random bit flips alone fail at the first check; these get past it.
import type { Random } from '../random.ts'

/** The borders of compact-encoding's integers, where most formats fail. */
const BORDERS = [
  '00',
  '01',
  '7f',
  '80',
  'fc',
  'fd0000',
  'fdffff',
  'fe00000000',
  'feffffffff',
  'ff'.repeat(9),
].map((hex) => Buffer.from(hex, 'hex'))
const MAX_BYTES = 70_000

type Change = (bytes: Buffer, random: Random, other: Buffer) => Buffer

const CHANGES: Change[] = [
  (bytes, random) => flip(bytes, random),
  (bytes, random) => flip(bytes, random),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => Buffer.concat([bytes, random.bytes(random.below(40))]),
  (bytes, random) => replace(bytes, random.below(bytes.length + 1), 1, random.pick(BORDERS)),
  (bytes, random) => replace(bytes, random.below(bytes.length + 1), 0, random.pick(BORDERS)),
  (bytes, random) => replace(bytes, random.below(bytes.length + 1), random.below(64), Buffer.alloc(0)),
  (bytes, random) => replace(bytes, random.below(bytes.length + 1), 0, random.bytes(random.below(64))),
  (bytes, random) => repeatPart(bytes, random),
  (bytes, random, other) => cross(bytes, other, random),
]

/** Makes one to four changes; parts of `other` may be crossed in. */
export function mutate(sample: Buffer, other: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(sample)
  for (let left = random.between(1, 4); left > 0; left--)
    bytes = Buffer.from(random.pick(CHANGES)(bytes, random, other))
  return bytes.subarray(0, MAX_BYTES)
}

function flip(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes
  const flipped = Buffer.from(bytes)
  const at = random.below(bytes.length)
  flipped[at]! ^= 1 << random.below(8)
  return flipped
}

function replace(bytes: Buffer, at: number, length: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)])
}

function repeatPart(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length + 1)
  const part = bytes.subarray(from, from + random.between(1, 200))
  return replace(bytes, from, 0, Buffer.concat(Array.from({ length: random.between(1, 20) }, () => part)))
}

function cross(bytes: Buffer, other: Buffer, random: Random): Buffer {
  return Buffer.concat([
    bytes.subarray(0, random.below(bytes.length + 1)),
    other.subarray(random.below(other.length + 1)),
  ])
}
