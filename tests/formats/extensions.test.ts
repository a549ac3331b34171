// Extensions that a newer program adds to a record. A program that does not know an odd one ignores
// it; an even one makes the record unknown. Every decoder gets both, and lists at the limits.
import { describe, expect, test } from 'vitest'
import {
  concatBytes,
  MalformedRecord,
  record,
  toHex,
  uint,
  UnknownForm,
  uintForm,
} from '../../src/core/base/index.ts'
import {
  MAX_EXTENSION_BYTES,
  MAX_EXTENSIONS,
  NO_TAGS,
  type Extension,
} from '../../src/core/base/extensions.ts'
import { UNGIVEN } from '../../src/core/delivery/index.ts'
import { toNoticed } from '../../src/core/delivery/policy.ts'
import { MAX_NOTICE_BYTES } from '../../src/core/public-archive/archive-entry.ts'
import { records } from './records.ts'
import { filled, refOf } from './sample-bytes.ts'
import type { StoredRecord } from './stored-record.ts'

const MAX = Number.MAX_SAFE_INTEGER
const ref = { ...refOf(1), start: MAX, chunkCount: MAX }
const CLOSED = ['ref']
const extended = records.filter(({ name }) => !CLOSED.includes(name))
const bytesOf = (text: string): Uint8Array => Buffer.from(text)

function withExtensions({ form, samples }: StoredRecord, extensions: Extension[]): Uint8Array[] {
  return samples.map((sample) => form.encode({ ...(sample as object), extensions }))
}

/** Makes the bytes of a record with a list of extensions that the encoder would not write. */
function forge({ form, samples }: StoredRecord, list: Uint8Array): Uint8Array[] {
  const signatureBytes = form.encoding.fields!.at(-1)![0] === 'signature' ? 64 : 0
  return samples.map((sample) => {
    const whole = form.encode(sample)
    const end = whole.byteLength - signatureBytes
    return concatBytes(whole.subarray(0, end - 1), list, whole.subarray(end))
  })
}

function refusalOf({ form }: StoredRecord, bytes: Uint8Array): string {
  try {
    form.decode(bytes)
    return 'none'
  } catch (error) {
    return error instanceof MalformedRecord ? error.name : String(error)
  }
}

const extension = (tag: number, bytes: Uint8Array): Uint8Array =>
  concatBytes(uintForm.encode(tag), uintForm.encode(bytes.byteLength), bytes)
const listOf = (...extensions: Uint8Array[]): Uint8Array =>
  concatBytes(uintForm.encode(extensions.length), ...extensions)

test('every record except a ref ends in a list of extensions that its signature covers', () => {
  const ends = records.map(({ name, form }) => {
    const names = form.encoding.fields!.map(([field]) => field).filter((field) => field !== 'signature')
    return [name, names.at(-1) === 'extensions']
  })
  expect(ends).toEqual(records.map(({ name }) => [name, !CLOSED.includes(name)]))
})

describe.each(extended)('$name', (stored) => {
  test('a record with an unknown odd extension is read, and encoded again byte for byte', () => {
    const odd = [
      { tag: 1, bytes: bytesOf('one') },
      { tag: 251, bytes: bytesOf('') },
    ]
    for (const bytes of withExtensions(stored, odd)) {
      const value = stored.form.decode(bytes) as { extensions: Extension[] }
      expect(value.extensions).toEqual(odd)
      expect(toHex(stored.form.encode(value))).toBe(toHex(bytes))
    }
  })

  test('a record with an unknown even extension or an unknown version is refused as UnknownForm', () => {
    for (const bytes of withExtensions(stored, [{ tag: 2, bytes: bytesOf('two') }]))
      expect(refusalOf(stored, bytes)).toBe('UnknownForm')
    for (const sample of stored.samples) {
      const bytes = Buffer.from(stored.form.encode(sample))
      bytes[0] = 2
      expect(refusalOf(stored, bytes)).toBe('UnknownForm')
    }
  })

  test('a record is malformed if its list of extensions is too long, too large or out of order', () => {
    const many = Array.from({ length: MAX_EXTENSIONS + 1 }, (_, nth) => extension(2 * nth + 1, bytesOf('')))
    const half = Buffer.alloc(MAX_EXTENSION_BYTES / 2 + 1)
    const lists = {
      'too many': listOf(...many),
      'too large': listOf(extension(1, half), extension(3, half)),
      'one too large': listOf(extension(1, Buffer.alloc(MAX_EXTENSION_BYTES + 1))),
      'a tag twice': listOf(extension(1, bytesOf('a')), extension(1, bytesOf('b'))),
      'a tag that goes back': listOf(extension(3, bytesOf('a')), extension(1, bytesOf('b'))),
      'a tag in a longer form': concatBytes(Buffer.of(1, 0xfd, 1, 0, 0)),
      'a count alone': Buffer.of(1),
    }
    for (const [what, list] of Object.entries(lists))
      for (const bytes of forge(stored, list)) {
        const refusal = refusalOf(stored, bytes)
        expect([what, refusal]).not.toEqual([what, 'none'])
        expect([what, refusal]).not.toEqual([what, 'UnknownForm'])
      }
  })

  test('a record that is cut at any byte, or has one more byte, is malformed', () => {
    for (const sample of stored.samples) {
      const whole = stored.form.encode(sample)
      for (let end = 0; end < whole.byteLength; end++)
        expect([end, refusalOf(stored, whole.subarray(0, end))]).toEqual([end, 'MalformedRecord'])
      expect(refusalOf(stored, concatBytes(whole, Buffer.of(0)))).toBe('MalformedRecord')
    }
  })
})

test('the largest possible notice is under its limit in a feed and in an archive', () => {
  const stored = records.find(({ name }) => name === 'notice')!
  const place = { group: filled(1), era: MAX, epoch: MAX, number: MAX, record: filled(1) }
  const hashes = Array.from({ length: 7 }, () => filled(1, 16))
  const gate = { number: MAX, set: filled(1), need: MAX, hashes, until: 8.64e15 }
  const largest = {
    ...{ ref, reply: ref, replaces: ref, title: 'x'.repeat(200), to: [], initials: null, kind: 'collection' },
    ...{ audience: { kind: 'group', ...place }, size: MAX, at: 8.64e15 },
    ...{
      ...toNoticed(UNGIVEN),
      expiresAt: 8.64e15,
      isShared: true,
      attached: { count: MAX, bytes: MAX },
      boxNumber: MAX,
    },
    ...{ releaser: { device: filled(1), term: MAX }, grant: filled(1, 80), gate, words: null },
    extensions: [{ tag: 1, bytes: Buffer.alloc(MAX_EXTENSION_BYTES) }],
  }
  expect(stored.form.encode(largest).byteLength).toBeLessThan(MAX_NOTICE_BYTES / 1.5)
  const words = {
    salt: filled(1, 15),
    type: 'text/markdown; charset=utf-8',
    tags: [],
    body: { coding: 'deflate', bytes: filled(1, 2400) },
  }
  const telling = { ...largest, gate: null, words }
  expect(stored.form.encode(telling).byteLength).toBeLessThan(MAX_NOTICE_BYTES / 1.3)
  const many = Array.from({ length: 100 }, () => filled(1, 2))
  const toMany = { ...largest, audience: { kind: 'person' }, initials: many }
  expect(stored.form.encode(toMany).byteLength).toBeLessThan(MAX_NOTICE_BYTES / 1.5)
})

test('a decoder that knows an even tag reads it, and refuses the next one', () => {
  const knowing = record('example', { n: uint }, new Set([2]))
  const older = record('example', { n: uint }, NO_TAGS)
  const said = { n: 1, extensions: [{ tag: 2, bytes: bytesOf('two') }] }
  const bytes = knowing.encode(said)
  expect(knowing.decode(bytes)).toEqual(said)
  expect(() => older.decode(bytes)).toThrow(UnknownForm)
  const next = knowing.encode({ n: 1, extensions: [{ tag: 4, bytes: bytesOf('four') }] })
  expect(() => knowing.decode(next)).toThrow(UnknownForm)
})

test('a writer cannot write a list that is out of order or over its limit', () => {
  const encoding = record('example', { n: uint })
  const [a, b] = [
    { tag: 3, bytes: bytesOf('a') },
    { tag: 1, bytes: bytesOf('b') },
  ]
  const large = { tag: 1, bytes: Buffer.alloc(MAX_EXTENSION_BYTES + 1) }
  for (const extensions of [[a, b], [a, a], [large]])
    expect(() => encoding.encode({ n: 1, extensions })).toThrow(MalformedRecord)
})
