import { expect, it } from 'vitest'
import { utf8 } from '../../../src/core/base/index.ts'
import { equalSecrets, randomBytes, wipe } from '../../../src/core/seal/index.ts'

it('randomBytes() draws as many bytes as requested, different each time', () => {
  expect([0, 1, 32].map((count) => randomBytes(count).byteLength)).toEqual([0, 1, 32])
  expect(randomBytes(32)).not.toEqual(randomBytes(32))
})

it('wipe() wipes the given view, and no bytes beside it', () => {
  const bytes = Uint8Array.from([1, 2, 3, 4])
  wipe(bytes.subarray(1, 3))
  expect(bytes).toEqual(Uint8Array.from([1, 0, 0, 4]))
})

it('equalSecrets() compares secrets of any two lengths', () => {
  const compared = ['token', 'tokem', 'toke', ''].map((other) => equalSecrets(utf8('token'), utf8(other)))
  expect(compared).toEqual([true, false, false, false])
})
