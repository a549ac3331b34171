// Everything that seal has ever written must stay readable. These fixtures were
// made with version 1 of each format and never change.
import { describe, expect, it } from 'vitest'
import { fromHex, toHex, utf8 } from '../../../src/core/base/index.ts'
import {
  agreeSecret,
  createSigningKeyPair,
  deriveKey,
  hash,
  isSignedBy,
  openKemBox,
  openSmallBox,
  openRecord,
  pairKeyOf,
  sign,
  unwrapKey,
  type WrappedKey,
} from '../../../src/core/seal/index.ts'
import { ObjectSealer } from '../../../src/core/seal/object-sealer.ts'
import objects from '../../fixtures/seal/objects.json'
import primitives from '../../fixtures/seal/primitives.json'
import { countingBytes } from './sample-object.ts'
import { openAtOnce, sealWith } from '../../support/at-once.ts'

const hexOrNull = (bytes: Uint8Array | null): string | null => (bytes === null ? null : toHex(bytes))

describe('version 1 of', () => {
  it('hashes and derived keys is unchanged', () => {
    const hashes = primitives.hash.map(({ domain, parts }) => toHex(hash(domain, ...parts.map(fromHex))))
    expect(hashes).toEqual(primitives.hash.map(({ value }) => value))
    const keys = primitives.deriveKey.map(({ domain, key, parts }) =>
      toHex(deriveKey(domain, fromHex(key), ...parts.map(fromHex))),
    )
    expect(keys).toEqual(primitives.deriveKey.map(({ value }) => value))
  })

  it('signatures is made and accepted unchanged', () => {
    const { seed, publicKey, domain, parts, value } = primitives.signature
    const pair = createSigningKeyPair(fromHex(seed))
    const made = { publicKey: toHex(pair.publicKey), value: toHex(sign(domain, pair, ...parts.map(fromHex))) }
    expect(made).toEqual({ publicKey, value })
    expect(isSignedBy(domain, fromHex(publicKey), fromHex(value), ...parts.map(fromHex))).toBe(true)
  })

  it('boxes and agreed secrets is opened unchanged', () => {
    const { seed, kemBox, smallBox, second, plaintext } = primitives.box
    const place = [utf8('place')]
    const at = { purpose: 'member', place } as const
    expect(hexOrNull(openKemBox(fromHex(seed), at, fromHex(kemBox))?.plaintext ?? null)).toBe(plaintext)
    const key = { domain: 'fumikura/member-box/1', second: fromHex(second), place }
    const pair = pairKeyOf(fromHex(seed))
    expect(hexOrNull(openSmallBox(pair, key, fromHex(smallBox)))).toBe(plaintext)
    const { domain, theirPublicKey, parts, value } = primitives.agreement
    expect(hexOrNull(agreeSecret(domain, pair, fromHex(theirPublicKey), ...parts.map(fromHex)))).toBe(value)
  })

  it('records and wrapped keys is opened unchanged', () => {
    const { key, aad, sealed, plaintext } = primitives.record
    expect(hexOrNull(openRecord(fromHex(key), fromHex(sealed), fromHex(aad)))).toBe(plaintext)
    const { passphrase, wrapped, value } = primitives.wrappedKey
    expect(hexOrNull(unwrapKey(wrapped as WrappedKey, passphrase))).toBe(value)
  })

  it.each(objects.small)('a small object is made and opened unchanged: $text', (fixture) => {
    const secrets = { contentKey: fromHex(fixture.contentKey), salt: fromHex(fixture.salt) }
    const author = { person: fromHex(objects.author.person), device: fromHex(objects.author.device) }
    const plaintext = utf8(fixture.text)
    const made = sealWith(new ObjectSealer(author, plaintext.byteLength, secrets), plaintext)
    const named = { cipherRoot: fromHex(fixture.cipherRoot), keyCommit: fromHex(fixture.keyCommit) }
    const blocks = [fromHex(fixture.block)]
    expect(made).toEqual({
      contentKey: secrets.contentKey,
      ...named,
      blocks,
      chunkCount: 1,
      paddedBytes: 1024,
    })
    const opened = openAtOnce({ blocks, chunkCount: 1, contentKey: secrets.contentKey, ...named })
    expect(Buffer.from(opened).toString('utf8')).toBe(fixture.text)
  })

  // The root fixes its blocks, so the fixture does not contain them.
  it.each(objects.large)(
    'an object of $plaintextBytes counting bytes is made and opened unchanged',
    (fixture) => {
      const secrets = { contentKey: fromHex(fixture.contentKey), salt: fromHex(fixture.salt) }
      const author = { person: fromHex(objects.author.person), device: fromHex(objects.author.device) }
      const plaintext = countingBytes(fixture.plaintextBytes)
      const made = sealWith(new ObjectSealer(author, plaintext.byteLength, secrets), plaintext)
      const { chunkCount, paddedBytes, cipherRoot, keyCommit } = made
      expect({ chunkCount, paddedBytes, cipherRoot: toHex(cipherRoot), keyCommit: toHex(keyCommit) }).toEqual(
        {
          chunkCount: fixture.chunkCount,
          paddedBytes: fixture.paddedBytes,
          cipherRoot: fixture.cipherRoot,
          keyCommit: fixture.keyCommit,
        },
      )
      expect(openAtOnce(made)).toEqual(Buffer.from(plaintext))
    },
  )
})
