import { expect, it } from 'vitest'
import { utf8 } from '../../../src/core/base/index.ts'
import { openRecord, randomBytes, RECORD_OVERHEAD_BYTES, sealRecord } from '../../../src/core/seal/index.ts'
import { flipBit } from './sample-object.ts'

const key = randomBytes(32)
const aad = utf8('core key and index')

it('openRecord() opens a record with its key and aad, also an empty one', () => {
  const opened = ['', 'a notice'].map((text) => openRecord(key, sealRecord(key, utf8(text), aad), aad))
  expect(opened).toEqual([utf8(''), utf8('a notice')])
})

it('openRecord() gives null for another key or aad, and for a changed or cut record', () => {
  const sealed = sealRecord(key, utf8('a notice'), aad)
  const changed = Array.from(sealed, (_, at) => flipBit(sealed, at))
  const cut = Array.from(sealed, (_, length) => sealed.subarray(0, length))
  const opened = [
    openRecord(randomBytes(32), sealed, aad),
    openRecord(key, sealed, utf8('core key and indey')),
    openRecord(key, sealed, new Uint8Array()),
    ...[...changed, ...cut].map((bytes) => openRecord(key, bytes, aad)),
  ]
  expect(opened.filter((plaintext) => plaintext !== null)).toEqual([])
})

it('sealRecord() gives different bytes each time, of the stated length', () => {
  const [first, second] = [sealRecord(key, utf8('twice'), aad), sealRecord(key, utf8('twice'), aad)]
  expect(first).not.toEqual(second)
  expect([first.byteLength, second.byteLength]).toEqual([
    5 + RECORD_OVERHEAD_BYTES,
    5 + RECORD_OVERHEAD_BYTES,
  ])
})
