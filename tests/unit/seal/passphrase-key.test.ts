import { describe, expect, it } from 'vitest'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { randomBytes, unwrapKey, wrapKey, type WrappedKey } from '../../../src/core/seal/index.ts'

const key = randomBytes(32)
const wrapped = wrapKey(key, 'しろい ねこ é', 'interactive')

describe('a wrapped key', () => {
  it('survives JSON and opens with its passphrase, in every Unicode composition of its characters', () => {
    const read = JSON.parse(JSON.stringify(wrapped)) as WrappedKey
    expect(unwrapKey(read, 'しろい ねこ é'.normalize('NFD'))).toEqual(key)
  })

  it('does not open with another passphrase', () => {
    expect([unwrapKey(wrapped, 'しろい いぬ é'), unwrapKey(wrapped, '')]).toEqual([null, null])
  })

  it('does not open if salt, cost or key were changed', () => {
    const changed = [
      { ...wrapped, salt: '00'.repeat(16) },
      { ...wrapped, opsLimit: 3 },
      { ...wrapped, sealed: wrapped.sealed.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) },
    ]
    expect(changed.map((other) => unwrapKey(other, 'しろい ねこ é'))).toEqual([null, null, null])
  })

  it('is refused before any memory is spent if its cost or form is not allowed', () => {
    const hostile: unknown[] = [
      { ...wrapped, memLimitBytes: 2 ** 40 },
      { ...wrapped, memLimitBytes: 8192 },
      { ...wrapped, memLimitBytes: 2 ** 26 + 0.5 },
      { ...wrapped, memLimitBytes: '67108864' },
      { ...wrapped, opsLimit: 4_294_967_295 },
      { ...wrapped, opsLimit: 1 },
      { ...wrapped, opsLimit: NaN },
      { ...wrapped, kdf: 'scrypt' },
      { ...wrapped, salt: wrapped.salt.slice(2) },
      { ...wrapped, salt: 'zz'.repeat(16) },
      { ...wrapped, sealed: '' },
      { ...wrapped, sealed: `${wrapped.sealed}0` },
      { ...wrapped, sealed: 'ab'.repeat(5000) },
      { ...wrapped, sealed: [wrapped.sealed] },
      {},
      null,
      'argon2id13',
    ]
    // With such a cost, the derivation of the key would not end.
    for (const value of hostile) expect(() => unwrapKey(value as WrappedKey, 'x')).toThrow(MalformedRecord)
  })

  it('is never so long that it could not be read again', () => {
    expect(unwrapKey(wrapKey(new Uint8Array(1024), 'x', 'interactive'), 'x')).toEqual(Buffer.alloc(1024))
    const wrap = (): WrappedKey => wrapKey(new Uint8Array(1025), 'x', 'interactive')
    expect(wrap).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })

  it('uses 256 MiB by default', () => {
    const { kdf, opsLimit, memLimitBytes } = wrapKey(key, 'a long passphrase')
    expect({ kdf, opsLimit, memLimitBytes }).toEqual({
      kdf: 'argon2id13',
      opsLimit: 3,
      memLimitBytes: 268_435_456,
    })
  })
})
