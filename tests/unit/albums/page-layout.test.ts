// How the files of an album are spread over pages that are fetched quickly, each on its own.
import { expect, test } from 'vitest'
import { layOut, withoutKnown } from '../../../src/core/albums/page-layout.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { objectId, type Link } from '../../../src/core/store/index.ts'

const key = (number: number): Buffer => {
  const bytes = Buffer.alloc(32)
  bytes.writeUInt32LE(number)
  return bytes
}

/** A link to file `number` whose preview has so many KiB. */
function linkTo(number: number, previewKib = 0): Link {
  const ref = { person: key(0), device: key(0), core: key(0), start: number, chunkCount: 1 }
  const preview = previewKib === 0 ? null : { type: 'image/webp', bytes: Buffer.alloc(previewKib * 1024) }
  return {
    ...{ rel: 'member', ref: { ...ref, cipherRoot: key(number), keyCommit: key(number) }, key: key(number) },
    label: { facts: { preview } } as unknown as NonNullable<Link['label']>,
  }
}

const sizes = (pages: readonly Link[][]): number[] => pages.map((page) => page.length)

test.each([
  ['no files', 0, 0, []],
  ['a full page', 100, 1, [100]],
  ['one file more', 101, 1, [100, 1]],
  ['large previews', 50, 20, [25, 25]],
  ['previews that fill a page exactly', 64, 16, [32, 32]],
])('%s', (_what, count, previewKib, expected) => {
  const links = Array.from({ length: count }, (_, n) => linkTo(n, previewKib))
  const pages = layOut(links)
  expect(sizes(pages)).toEqual(expected)
  expect(pages.flat()).toEqual(links)
})

test('a preview that is larger than a page has a page of its own', () => {
  expect(sizes(layOut([linkTo(1, 1), linkTo(2, 600), linkTo(3, 1)]))).toEqual([1, 1, 1])
})

test('a file is added once, and not if the album has it', () => {
  const known = new Set([toHex(objectId(linkTo(2).ref))])
  const added = withoutKnown([linkTo(1), linkTo(2), linkTo(1), linkTo(3)], known)
  expect(added.map(({ ref }) => ref.start)).toEqual([1, 3])
  expect(known.size).toBe(1)
})
