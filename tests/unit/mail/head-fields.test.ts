// Heads: fields, folded lines, obsolete forms and damage; and the start of the body.
import { describe, expect, it } from 'vitest'
import { readHead } from '../../../src/core/mail/head-fields.ts'
import type { HeadOf } from '../../../src/core/mail/head-fields.ts'
import { MAIL_LIMITS } from '../../../src/core/mail/mail-limits.ts'

function read(text: string, of: HeadOf = 'mail'): { fields: string[]; body: string; isCut: boolean } {
  const bytes = Buffer.from(text, 'latin1')
  const { fields, end, isCut } = readHead(bytes, 0, bytes.length, of)
  return { fields: fields.map(({ name, value }) => `${name}=${value}`), body: text.slice(end), isCut }
}

describe('readHead()', () => {
  it.each([
    ['A: 1\r\nB: 2\r\n\r\nbody', ['a= 1', 'b= 2'], 'body'],
    ['A: 1\nB: 2\n\nbody', ['a= 1', 'b= 2'], 'body'],
    ['A: 1\r\r\nB: 2\r\r\n\r\r\nbody', ['a= 1', 'b= 2'], 'body'],
    ['Subject  : x\nFrom\t: y\n\n', ['subject= x', 'from= y'], ''],
    ['A: 1\n  2\n\t3\nB: 4\n\n', ['a= 1  2\t3', 'b= 4'], ''],
    ['From a@b Mon Jan  5 12:00:00 2004\nA: 1\n\nbody', ['a= 1'], 'body'],
    ['>From a@b\nA: 1\n\nbody', ['a= 1'], 'body'],
    ['A: 1\nno field at all\nSubject: x\n\nbody', ['a= 1', 'subject= x'], 'body'],
    ['A: 1\nthe body\nwith note: and\n\nmore', ['a= 1'], 'the body\nwith note: and\n\nmore'],
    ['\nbody', [], 'body'],
    ['A: 1', ['a= 1'], ''],
    ['', [], ''],
  ])('%j', (text, fields, body) => {
    expect(read(text)).toEqual({ fields, body, isCut: false })
  })

  it.each([
    ['A: 1\n \t\nNote: words\n\nmore', ['a= 1'], 'Note: words\n\nmore'],
    ['A: 1\n  \n  indented words\n\nmore', ['a= 1'], '  indented words\n\nmore'],
    ['From: a\nSubject: b\n \nSubject: quoted\n\nmore', ['from= a', 'subject= b'], 'Subject: quoted\n\nmore'],
    ['Subject: b\n \n folded\nFrom: a\n\nbody', ['subject= b folded', 'from= a'], 'body'],
    ['From: a\nhttps://x.example/ has words\n\nmore', ['from= a'], 'https://x.example/ has words\n\nmore'],
    ['From: a\nNote: words\nand more\n\nend', ['from= a'], 'Note: words\nand more\n\nend'],
    ['From: a\nFrom here on\nit rains\n\nend', ['from= a'], 'From here on\nit rains\n\nend'],
    ['Content-Type: x\n--b\nContent-Type: y\n\none', ['content-type= x'], '--b\nContent-Type: y\n\none'],
    ['Content-Type: x\n--b: c\n\none', ['content-type= x'], '--b: c\n\none'],
  ])('without an empty line, the body begins where its words begin: %j', (text, fields, body) => {
    expect(read(text)).toEqual({ fields, body, isCut: false })
  })

  it.each([
    ['Note: words\n\nmore', [], 'Note: words\n\nmore'],
    ['Content-Type: x\n \nFrom: quoted\n\nmore', ['content-type= x'], 'From: quoted\n\nmore'],
    ['Content-Type: x\n\nmore', ['content-type= x'], 'more'],
  ])('the head of a part has fields of parts: %j', (text, fields, body) => {
    expect(read(text, 'part')).toEqual({ fields, body, isCut: false })
  })

  it('stops at the limit, and finds the body after the head', () => {
    const { fields, body, isCut } = read(`A: 1\n${`X: ${'y'.repeat(1000)}\n`.repeat(500)}\nbody`)
    expect([isCut, body]).toEqual([true, 'body'])
    expect(fields.length).toBeLessThanOrEqual(MAIL_LIMITS.headBytes / 1000 + 1)
  })
})
