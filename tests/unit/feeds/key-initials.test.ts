// A notice to many persons contains two bytes of each, so it is smaller, and equally
// strong once the letter is open.
import { expect, test } from 'vitest'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { feedBlockBytes, nameReaders, noticeForm, type Notice } from '../../../src/core/feeds/index.ts'
import { MAX_NAMED } from '../../../src/core/feeds/key-initials.ts'
import { isSameNotice } from '../../../src/core/inbox/notice-rules.ts'
import { checkNotice } from '../../../src/core/delivery/check-notice.ts'
import { UNGIVEN } from '../../../src/core/delivery/index.ts'
import { toNoticed } from '../../../src/core/delivery/policy.ts'
import type { ObjectHeader } from '../../../src/core/store/index.ts'
import { hash } from '../../../src/core/seal/index.ts'

const AT = 1_700_000_000_000
const key = (name: string): Uint8Array => hash('fumikura/sample/1', Buffer.from(name))
const persons = (count: number): Uint8Array[] => Array.from({ length: count }, (_, at) => key(`person ${at}`))
const ref = {
  ...{ cipherRoot: key('root'), keyCommit: key('commit'), person: key('author'), device: key('device') },
  ...{ core: key('core'), start: 3, chunkCount: 1 },
}

function noticeTo(to: Uint8Array[]): Notice {
  return {
    ...{ ref, title: 'To many', ...nameReaders(to), kind: 'letter', size: 1120, at: AT },
    ...{ ...toNoticed(UNGIVEN), reply: null, releaser: { device: key('device'), term: 1 } },
    ...{ boxNumber: 1, grant: null, audience: { kind: 'person' }, isShared: false, replaces: null },
    attached: { count: 0, bytes: 0 },
    gate: null,
    words: null,
  }
}

function headerTo(to: Uint8Array[]): ObjectHeader {
  return {
    ...{ kind: 'letter', title: 'To many', at: AT, type: 'text/markdown; charset=utf-8', to, links: [] },
    ...{ madeFor: { kind: 'person' }, tags: [] },
  }
}

const check = (notice: Notice, to: Uint8Array[], reader: Uint8Array): void =>
  checkNotice({ ...notice, size: 4 }, headerTo(to), [Buffer.alloc(4)], reader)

test('a notice names up to MAX_NAMED persons by keys, and above that grows by two bytes for each', () => {
  const [two, few] = [2, MAX_NAMED].map((count) => noticeForm.encode(noticeTo(persons(count))))
  expect(few!.byteLength - two!.byteLength).toBe(32 * (MAX_NAMED - 2))
  const [some, more] = [50, 100].map((count) => noticeForm.encode(noticeTo(persons(count))))
  expect(more!.byteLength - some!.byteLength).toBe(100)
  expect(feedBlockBytes({ type: 'notice', notice: noticeTo(persons(100)) })).toBe(552)
})

test('a notice that names too many persons, none, or in both ways is neither encoded nor decoded', () => {
  expect(() => noticeForm.encode({ ...noticeTo([]), to: persons(9) })).toThrow(MalformedRecord)
  const [few, many] = [noticeTo(persons(2)), noticeTo(persons(9))]
  for (const notice of [noticeTo([]), { ...few, initials: many.initials }])
    expect(() => noticeForm.decode(noticeForm.encode(notice))).toThrow(MalformedRecord)
  expect(isSameNotice(many, noticeTo(persons(9)))).toBe(true)
  expect(isSameNotice(many, noticeTo(persons(10)))).toBe(false)
})

test('initials of few persons, or cut initials, are malformed', () => {
  const few = { ...noticeTo(persons(9)), initials: persons(MAX_NAMED).map((person) => person.subarray(0, 2)) }
  expect(() => noticeForm.decode(noticeForm.encode(few))).toThrow(MalformedRecord)
  const whole = noticeForm.encode(noticeTo(persons(9)))
  for (let end = 1; end < whole.byteLength; end++)
    expect(() => noticeForm.decode(whole.subarray(0, end))).toThrow(MalformedRecord)
})

test('at opening, the initials must match the header in order, and the reader must be one of its persons', () => {
  const to = persons(9)
  const altered = expect.objectContaining({ code: 'ALTERED' }) as unknown
  expect(() => check(noticeTo(to), to, to[4]!)).not.toThrow()
  expect(() => check(noticeTo(to), [...to.slice(1), to[0]!], to[4]!)).toThrow(altered)
  const twin = Buffer.concat([to[4]!.subarray(0, 2), Buffer.alloc(30)])
  expect(() => check(noticeTo(to), to, twin)).toThrow(altered)
})
