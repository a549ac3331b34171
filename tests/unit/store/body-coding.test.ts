import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { concatBytes, MalformedRecord, utf8 } from '../../../src/core/base/index.ts'
import { MAX_SMALL_PLAINTEXT_BYTES, randomBytes } from '../../../src/core/seal/index.ts'
import {
  codeBody,
  decodeBody,
  decodeObjectStart,
  encodeCoded,
  encodeObject,
  type ObjectHeader,
} from '../../../src/core/store/index.ts'
import { decodeObject } from '../../../src/core/store/object-header.ts'

const LETTER: ObjectHeader = {
  ...{ kind: 'letter', title: '庭のこと', at: 1, type: 'text/markdown; charset=utf-8', to: [], links: [] },
  ...{ madeFor: { kind: 'self' }, tags: [] },
}
const TEXT = utf8('明日の練習は、会場の都合で十八時からに変わりました。'.repeat(4))
const deflated = (body: Uint8Array) => ({
  coding: 'deflate' as const,
  bytes: deflateRawSync(body, { level: 9 }),
})

test('a text is deflated, and opens as the same bytes', () => {
  const coded = codeBody(LETTER, TEXT)
  expect(coded.coding).toBe('deflate')
  expect(coded.bytes.byteLength).toBeLessThan(TEXT.byteLength / 2)
  expect(decodeBody(coded)).toEqual(Buffer.from(TEXT))
  expect(decodeObject(encodeObject(LETTER, TEXT))).toEqual({ header: LETTER, body: Buffer.from(TEXT) })
})

test('a body is stored as it is if it is empty, grows, expands too much, is a file or is no text', () => {
  const bodies: [ObjectHeader, Uint8Array][] = [
    [LETTER, new Uint8Array(0)],
    [LETTER, utf8('yes')],
    [LETTER, new Uint8Array(60_000)],
    [{ ...LETTER, kind: 'file' }, TEXT],
    [{ ...LETTER, type: 'message/rfc822' }, TEXT],
  ]
  for (const [header, body] of bodies) {
    expect(codeBody(header, body)).toEqual({ coding: 'identity', bytes: body })
    expect(Buffer.from(decodeObject(encodeObject(header, body)).body)).toEqual(Buffer.from(body))
  }
})

test('an object of several chunks has its text as it is', () => {
  const long = utf8(Buffer.from(randomBytes(40_000)).toString('hex'))
  const ref = { ...{ cipherRoot: randomBytes(32), keyCommit: randomBytes(32), person: randomBytes(32) } }
  const link = { rel: 'attach' as const, key: randomBytes(32) }
  const named = { ...ref, device: randomBytes(32), core: randomBytes(32), start: 0, chunkCount: 1 }
  const links = Array.from({ length: 400 }, () => ({ ...link, ref: named }))
  for (const [header, body] of [
    [LETTER, long],
    [{ ...LETTER, links }, TEXT],
  ] as const) {
    const plaintext = Buffer.from(encodeObject(header, body))
    expect(plaintext.byteLength).toBeGreaterThan(MAX_SMALL_PLAINTEXT_BYTES)
    expect(plaintext.subarray(-body.byteLength)).toEqual(Buffer.from(body))
  }
})

test('a deflated body that is cut, is followed by more, is too large or is of a file is malformed', () => {
  const whole = deflated(TEXT)
  const bad = [
    { ...whole, bytes: whole.bytes.subarray(0, -1) },
    { ...whole, bytes: concatBytes(whole.bytes, utf8('hidden')) },
    { ...whole, bytes: new Uint8Array(0) },
    { ...whole, bytes: randomBytes(200) },
    deflated(new Uint8Array(60_000)),
  ]
  for (const body of bad) expect(() => decodeObject(encodeCoded(LETTER, body))).toThrow(MalformedRecord)
  const file = encodeCoded({ ...LETTER, kind: 'file' }, whole)
  expect(() => decodeObject(file)).toThrow(MalformedRecord)
  expect(() => decodeObjectStart(file)).toThrow(MalformedRecord)
})

test('a deflated body in an object of several chunks is malformed', () => {
  const noise = utf8(Buffer.from(randomBytes(60_000)).toString('base64'))
  const long = deflated(concatBytes(noise, noise))
  expect(long.bytes.byteLength).toBeGreaterThan(MAX_SMALL_PLAINTEXT_BYTES)
  expect(() => decodeObject(encodeCoded(LETTER, long))).toThrow(MalformedRecord)
})
