import { describe, expect, it } from 'vitest'
import { toHex, utf8 } from '../../../src/core/base/index.ts'
import { deriveKey, hash } from '../../../src/core/seal/index.ts'

const hex = (bytes: Uint8Array): string => toHex(bytes)
const key = new Uint8Array(32).fill(7)

describe('hash', () => {
  it('gives a different value for every domain and every list of parts', () => {
    const ab = utf8('ab')
    const values = [
      hash('fumikura/a/1'),
      hash('fumikura/b/1'),
      hash('fumikura/a/2'),
      hash('fumikura/a/1', new Uint8Array()),
      hash('fumikura/a/1', new Uint8Array(), new Uint8Array()),
      hash('fumikura/a/1', ab),
      hash('fumikura/a/1', utf8('a'), utf8('b')),
      hash('fumikura/a/1', ab, new Uint8Array()),
      hash('fumikura/a/1', new Uint8Array(), ab),
      hash('fumikura/a/1ab'),
      hash('fumikura/a/', utf8('1')),
      deriveKey('fumikura/a/1', key),
      deriveKey('fumikura/a/1', key, ab),
      deriveKey('fumikura/b/1', key, ab),
      deriveKey('fumikura/a/1', new Uint8Array(32), ab),
    ]
    expect(new Set(values.map(hex)).size).toBe(values.length)
  })

  it('reads only the bytes of a view, not the whole buffer', () => {
    const behind = utf8('xxabxx')
    expect(hash('fumikura/a/1', behind.subarray(2, 4))).toEqual(hash('fumikura/a/1', utf8('ab')))
  })

  it('measures a domain in bytes and refuses one whose length needs more than one byte', () => {
    expect(hash('文'.repeat(85)).byteLength).toBe(32)
    for (const domain of ['', '文'.repeat(86)]) {
      expect(() => hash(domain)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    }
  })
})

describe('deriveKey', () => {
  it('accepts keys of 32 to 64 bytes', () => {
    expect(deriveKey('fumikura/a/1', new Uint8Array(64)).byteLength).toBe(32)
    for (const bytes of [0, 16, 31, 65]) {
      const derive = (): Uint8Array => deriveKey('fumikura/a/1', new Uint8Array(bytes))
      expect(derive).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    }
  })
})
