// A forgery that the hash of the ciphertext does not detect: one ciphertext that
// opens with two keys to two texts.
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../src/core/base/index.ts'
import { readPrefix } from '../../../src/core/seal/index.ts'
import type { SealedParts } from '../../../src/core/seal/object-opener.ts'
import { unsealChunk } from '../../../src/core/seal/chunk.ts'
import { unframe } from '../../../src/core/seal/plaintext-frame.ts'
import fixture from '../../fixtures/seal/two-key-object.json'
import { forgeTwoKeyObject } from '../../support/two-key-object.ts'
import { evidenceOf } from './sample-object.ts'
import { openAtOnce } from '../../support/at-once.ts'

const block = fromHex(fixture.block)
const [first, second] = fixture.versions as [Version, Version]
type Version = (typeof fixture.versions)[number]

/**
 * Returns the object, with the key commitment of one version in its ref and the key of one
 * version in its grant.
 */
function objectOf(named: Version, granted: Version): SealedParts {
  const [cipherRoot, keyCommit] = [fromHex(fixture.cipherRoot), fromHex(named.keyCommit)]
  return { blocks: [block], chunkCount: 1, cipherRoot, keyCommit, contentKey: fromHex(granted.contentKey) }
}

function textIn(plaintext: Uint8Array, { text, textAt }: Version): string {
  return Buffer.from(plaintext).toString('utf8', textAt, textAt + Buffer.byteLength(text))
}

describe('one ciphertext with two keys', () => {
  it('passes AEAD, prefix and frame under both keys', () => {
    const opened = [first, second].map((version) => {
      const place = { chunkIndex: 0, chunkCount: 1 }
      const padded = unsealChunk(fromHex(version.contentKey), readPrefix(block), place, block)
      return padded === null ? null : textIn(unframe(padded, 1), version)
    })
    expect(opened).toEqual([first.text, second.text])
    expect(first.text).not.toEqual(second.text)
  })

  it('opens only with the key that its ref commits to', () => {
    const open = (named: Version, granted: Version): string =>
      textIn(openAtOnce(objectOf(named, granted)), granted)
    expect([open(first, first), open(second, second)]).toEqual([first.text, second.text])
    const evidence = [evidenceOf(() => open(first, second)), evidenceOf(() => open(second, first))]
    expect(evidence).toEqual(['key-commitment', 'key-commitment'])
  })

  it('is reproducible from its seed, byte for byte', () => {
    const forged = forgeTwoKeyObject(fixture.seed, first.text, second.text)
    expect({
      block: toHex(forged.block),
      cipherRoot: toHex(forged.cipherRoot),
      versions: forged.versions.map(({ contentKey, keyCommit, text, textAt }) => ({
        contentKey: toHex(contentKey),
        keyCommit: toHex(keyCommit),
        text,
        textAt,
      })),
    }).toEqual({ block: fixture.block, cipherRoot: fixture.cipherRoot, versions: fixture.versions })
  })

  it('can be forged for any seed', () => {
    const forged = ['one', 'two', 'three'].map((seed) => forgeTwoKeyObject(seed, 'yes', 'no'))
    const texts = forged.flatMap(({ block, cipherRoot, versions }) =>
      versions.map((version) => {
        const { contentKey, keyCommit, textAt } = version
        const opened = openAtOnce({ blocks: [block], chunkCount: 1, cipherRoot, keyCommit, contentKey })
        return Buffer.from(opened).toString('utf8', textAt, textAt + version.text.length)
      }),
    )
    expect(texts).toEqual(['yes', 'no', 'yes', 'no', 'yes', 'no'])
  })
})
