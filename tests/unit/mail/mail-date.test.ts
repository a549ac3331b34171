// Dates of mails: RFC 5322, its obsolete forms, and forms that programs write.
import { describe, expect, it } from 'vitest'
import { parseMailDate, parseReceivedDate } from '../../../src/core/mail/mail-date.ts'

const read = (field: string): string | null => {
  const at = parseMailDate(field)
  return at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z')
}

describe('parseMailDate()', () => {
  it.each([
    ['Mon, 5 Jan 2004 12:00:00 +0900', '2004-01-05T03:00:00Z'],
    ['5 Jan 2004 12:00 +0000', '2004-01-05T12:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 -0330 (Newfoundland Time)', '2004-01-05T15:30:00Z'],
    ['Mon,\r\n 5\r\n Jan 2004 12:00:00 (noon (here)) GMT', '2004-01-05T12:00:00Z'],
    ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06Z'],
    ['5 Jan 04 12:00:00 UT', '2004-01-05T12:00:00Z'],
    ['5 Jan 94 12:00:00 UT', '1994-01-05T12:00:00Z'],
    ['5 Jan 104 12:00:00 UT', '2004-01-05T12:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 JST', '2004-01-05T03:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 kst', '2004-01-05T03:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 CET', '2004-01-05T11:00:00Z'],
    ['Mon, 5 Jul 2004 12:00:00 CEST', '2004-07-05T10:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 MET DST', '2004-01-05T11:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 EET', '2004-01-05T10:00:00Z'],
    ['Mon, 5 Jul 2004 12:00:00 BST', '2004-07-05T11:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 IST', '2004-01-05T06:30:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 PST', '2004-01-05T20:00:00Z'],
    ['Mon, 5 Jan 2004 09:20:00 PDT', '2004-01-05T16:20:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 AST', '2004-01-05T16:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 A', '2004-01-05T12:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 M', '2004-01-05T12:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 Z', '2004-01-05T12:00:00Z'],
    ['Mon, 5 Jan 2004 12:00:00 XYZ', '2004-01-05T12:00:00Z'],
    ['Wed, 20 Sep 1995 00:19:00 (EDT) -0400', '1995-09-20T04:19:00Z'],
    ['Wed 29 May 2019 06:09:22 PM EDT', '2019-05-29T22:09:22Z'],
    ['5 Jan 2004 12:05:00 AM', '2004-01-05T00:05:00Z'],
    ['5 Jan 2004 12:05:00 p.m.', '2004-01-05T12:05:00Z'],
    ['5 Jan 2004 18:05:00 PM', '2004-01-05T18:05:00Z'],
    ['Mon Jan  5 12:00:00 2004', '2004-01-05T12:00:00Z'],
    ['Mon Jan  5 12:00:00 JST 2004', '2004-01-05T03:00:00Z'],
    ['Mon Jan  5 12:00:00 2004 +0900', '2004-01-05T03:00:00Z'],
    ['January 5, 2004 at 2:59:42 PM PST', '2004-01-05T22:59:42Z'],
    ['Monday, 5-Jan-04 12:00:00 GMT', '2004-01-05T12:00:00Z'],
    ['05-Jan-2004 12:00:00 +01:00', '2004-01-05T11:00:00Z'],
    ['2004-01-05 12:00:00 +0900', '2004-01-05T03:00:00Z'],
    ['2004-01-05T12:00:00.123Z', '2004-01-05T12:00:00Z'],
    ['Mon, 5 Jan 2004 12.34.56 +0000', '2004-01-05T12:34:56Z'],
    ['Mon, 5 Jan 2004', '2004-01-05T00:00:00Z'],
    ['Tue, 5 Jan 2004 12:00:00 +0000', '2004-01-05T12:00:00Z'],
    ['Sat, 31 Dec 2016 23:59:60 +0000', '2017-01-01T00:00:00Z'],
    ['Mon, 21 Aug 95 13:30:57 -600', '1995-08-21T19:30:57Z'],
    ['Sun, 20 Jul 1969 20:17:40 +0000', '1969-07-20T20:17:40Z'],
    ['1 Jan 0001 00:00:00 +0000', '0001-01-01T00:00:00Z'],
    ['5 Jan 3609 12:00:00 +0000', '3609-01-05T12:00:00Z'],
  ])('reads %s', (field, expected) => {
    expect(read(field)).toBe(expected)
  })

  it.each([
    '',
    'yesterday',
    'Mon, 32 Jan 2004 12:00:00 +0000',
    '31 Feb 2004 12:00:00 +0000',
    '5 Jan 2004 25:00:00 +0000',
    '5 Jan 2004 12:61:00 +0000',
    '2004-13-05 12:00:00',
    'Pn, 29 paX 2007 21:13:00 +0100',
    '<HR>',
    '9'.repeat(10_000),
    '('.repeat(10_000),
  ])('is null for %s', (field) => {
    expect(read(field)).toBeNull()
  })
})

it('parseReceivedDate() reads the date after the last semicolon', () => {
  const field = 'from a (b; c) by d with SMTP id 5; Mon, 5 Jan 2004 12:00:00 +0900 (JST)'
  expect(parseReceivedDate(field)).toBe(Date.UTC(2004, 0, 5, 3))
  expect(parseReceivedDate('from a by b')).toBeNull()
})
