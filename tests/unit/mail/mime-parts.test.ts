// MIME parts as byte ranges, and the limits of their number and depth.
import { describe, expect, it } from 'vitest'
import { MAIL_LIMITS } from '../../../src/core/mail/mail-limits.ts'
import { readStructure, walkParts, type MimePart } from '../../../src/core/mail/mime-parts.ts'
import { countSearchedBytes } from '../../support/searched-bytes.ts'

const multipart = (boundary: string, kind = 'mixed'): string =>
  `Content-Type: multipart/${kind}; boundary="${boundary}"\n\n`

function read(text: string): { leaves: string[]; notRead: string[] } {
  const bytes = Buffer.from(text, 'latin1')
  const { root, notRead } = readStructure(bytes)
  const told = ({ type, start, end }: MimePart): string => `${type.value}:${text.slice(start, end)}`
  const leaves = Array.from(walkParts(root)).filter(({ children }) => children.length === 0)
  return { leaves: leaves.map(told), notRead: [...notRead] }
}

describe('readStructure()', () => {
  it.each([
    ['a plain mail', 'A: 1\n\nbody', ['text/plain:body']],
    [
      'two parts',
      `${multipart('b')}preamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue`,
      ['text/plain:one', 'text/html:two'],
    ],
    [
      'CRLF',
      `${multipart('b')}--b\r\n\r\none\r\n--b--\r\n`.replace(/(?<!\r)\n/g, '\r\n'),
      ['text/plain:one'],
    ],
    ['no last delimiter', `${multipart('b')}--b\n\none\n--b\n\ntwo`, ['text/plain:one', 'text/plain:two']],
    [
      'a boundary that is a prefix of another',
      `${multipart('b')}--b\n\none\n--bb\nstill one\n--b--`,
      ['text/plain:one\n--bb\nstill one'],
    ],
    ['space after a delimiter', `${multipart('b')}--b \t\n\none\n--b-- \n`, ['text/plain:one']],
    ['an empty boundary', `${multipart('')}--\n\none\n----\n`, ['text/plain:one']],
    [
      'a boundary of 2,000 characters',
      `${multipart('b'.repeat(2000))}--${'b'.repeat(2000)}\n\none\n--`,
      ['text/plain:one\n--'],
    ],
    [
      'parts within parts',
      `${multipart('a')}--a\n${multipart('b', 'alternative')}--b\n\none\n--b--\n--a\n\ntwo\n--a--`,
      ['text/plain:one', 'text/plain:two'],
    ],
    [
      'an inner one without an end',
      `${multipart('a')}--a\n${multipart('b')}--b\n\none\n--a\n\ntwo\n--a--`,
      ['text/plain:one', 'text/plain:two'],
    ],
    [
      'a digest',
      `${multipart('b', 'digest')}--b\n\nSubject: x\n\nbody\n--b--`,
      ['message/rfc822:Subject: x\n\nbody'],
    ],
    [
      'a mail within is one part',
      `${multipart('b')}--b\nContent-Type: message/rfc822\n\n${multipart('c')}--c\n\none\n--c--\n--b--`,
      [`message/rfc822:${multipart('c')}--c\n\none\n--c--`],
    ],
    ['no part at all', `${multipart('b')}words`, ['multipart/mixed:words']],
    ['an invalid type', 'Content-Type: text\n\nbody', ['text/plain:body']],
  ])('%s', (_, text, leaves) => {
    expect(read(text)).toEqual({ leaves, notRead: [] })
  })

  it('reads parts up to the limit and reports that there are more', () => {
    const { leaves, notRead } = read(`${multipart('b')}${'--b\n\nx\n'.repeat(50_000)}--b--`)
    expect([leaves.length, notRead]).toEqual([MAIL_LIMITS.parts - 1, ['parts']])
  })

  it('reads parts without their boundary at a cost that does not depend on the bytes after them', () => {
    const parts = Array.from({ length: 900 }, (_, i) => `--b\n${multipart(`q${i}`)}words\n`).join('')
    const long = `${multipart('b')}${parts}--b--\n${'x'.repeat(1 << 20)}`
    const searched = countSearchedBytes()
    expect(read(long).leaves).toHaveLength(900)
    // To search to the end of the mail for each part looks at a thousand times its bytes.
    expect(searched() / long.length).toBeLessThan(10)
  })

  it('reads nested parts up to the depth limit and reports that there are more', () => {
    const deep = Array.from({ length: 1000 }, (_, i) => `${multipart(`b${i}`)}--b${i}\n`).join('')
    const { leaves, notRead } = read(deep)
    expect([leaves.length, notRead]).toEqual([1, ['depth']])
    expect(leaves[0]).toMatch(/^multipart\/mixed:--b20\n/)
  })
})
