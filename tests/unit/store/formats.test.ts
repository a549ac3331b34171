// What was once written into stores and feeds is read for ever: a fixture of each version of a header and of a notice, and none of them ever changes.
import { expect, test } from 'vitest'
import { decodeRecord, encodeRecord, fromHex, toHex } from '../../../src/core/base/index.ts'
import { noticeEncoding } from '../../../src/core/feeds/index.ts'
import { decodeHeader, encodeHeader } from '../../../src/core/store/index.ts'
import noticeBytes from '../../fixtures/feeds/notices.json'
import headerBytes from '../../fixtures/store/headers.json'
import { headers, notices } from './stored-headers.ts'

test('headers of every version are read as they were meant, and written as they were', () => {
  const read = Object.entries(headerBytes.versions).map(([version, hex]) => [
    version,
    decodeHeader(fromHex(hex)),
  ])
  expect(Object.fromEntries(read)).toEqual(headers)
  const written = Object.entries(headers).map(([version, header]) => [version, toHex(encodeHeader(header))])
  expect(Object.fromEntries(written)).toEqual(headerBytes.versions)
})

test('notices of every version are read as they were meant, and written as they were', () => {
  const read = Object.entries(noticeBytes.versions).map(([version, hex]) => [
    version,
    decodeRecord(noticeEncoding, fromHex(hex)),
  ])
  expect(Object.fromEntries(read)).toEqual(notices)
  const written = Object.entries(notices).map(([version, notice]) => [
    version,
    toHex(encodeRecord(noticeEncoding, notice)),
  ])
  expect(Object.fromEntries(written)).toEqual(noticeBytes.versions)
})

test('each fixture begins with its version', () => {
  for (const { versions } of [headerBytes, noticeBytes])
    for (const [version, hex] of Object.entries(versions)) expect(fromHex(hex)[0]).toBe(Number(version))
})
