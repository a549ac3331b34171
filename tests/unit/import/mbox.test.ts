// Splitting an mbox in every dialect. Lines that only look like the start of a mail do not split
// it.
import { describe, expect, it } from 'vitest'
import { isMbox, splitMbox } from '../../../src/core/import/mbox.ts'

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function split(
  text: string,
  { size = 64 * 1024, maxBytes = 1 << 20 } = {},
): Promise<(string | null)[]> {
  const mails: (string | null)[] = []
  for await (const { raw, number } of splitMbox(inPieces(text, size), maxBytes)) {
    expect(number).toBe(mails.length + 1)
    mails.push(raw === null ? null : Buffer.from(raw).toString('latin1'))
  }
  return mails
}

const ONE = 'From: a@x.org\nSubject: one\n\nFirst.\n'
const TWO = 'From: b@x.org\nSubject: two\n\nSecond.\n'
const ENVELOPES = [
  'From a@x.org Mon Jan  5 12:00:00 2004',
  'From a@x.org  Mon Jan  5 12:00 2004',
  'From -',
  'From - Mon Jan 05 12:00:00 2004',
  'From ',
  'From 1842384729384723@xxx Mon Jan 05 12:00:00 +0000 2004',
  'From someone here',
]

describe('splitMbox()', () => {
  it.each(ENVELOPES)('splits where a mail begins with “%s”', async (envelope) => {
    for (const size of [1, 7, 64 * 1024])
      expect(await split(`${envelope}\n${ONE}\n${envelope}\n${TWO}\n`, { size })).toEqual([ONE, TWO])
  })

  it('splits boxes with CRLF, and boxes that end without a line end', async () => {
    const box = `From -\n${ONE}\nFrom -\n${TWO}`.replace(/\n/g, '\r\n')
    expect(await split(box)).toEqual([ONE, TWO].map((mail) => mail.replace(/\n/g, '\r\n')))
    expect(await split(`From -\n${ONE}\nFrom -\n${TWO.trimEnd()}`)).toEqual([ONE, TWO.trimEnd()])
  })

  it('splits at a bare envelope without an empty line before it', async () => {
    expect(await split(`From -\n${ONE}From -\n${TWO}`)).toEqual([ONE, TWO])
    expect(await split(`${ENVELOPES[0]}\n${ONE}${ENVELOPES[0]}\n${TWO}`)).toEqual([ONE, TWO])
  })

  it('splits a mail with one field, if its envelope has a time', async () => {
    expect(await split(`From -\n${ONE}\n${ENVELOPES[0]}\nSubject: two\n\nx\n`)).toEqual([
      ONE,
      'Subject: two\n\nx\n',
    ])
  })

  it.each([
    'From here on it rains.\nAnd then: it snows.\n',
    'From me: hello\nto you: hello\n',
    'From \nThis is no head.\n',
    'From 10:00 to 12:00 in 2004 we met.\nWe talked.\n',
    'From : a@x.org\nTo : b@x.org\nSubject: quoted\n',
  ])('does not split at text that looks like an envelope: %j', async (body) => {
    const mail = `${ONE}\n${body}\n${body}`
    for (const size of [1, 64 * 1024])
      expect(await split(`From -\n${mail}\nFrom -\n${TWO}`, { size })).toEqual([mail, TWO])
  })

  it('splits boxes with CR, a byte order mark or empty lines before them, and in them', async () => {
    const box = `From -\n${ONE}\nFrom -\n${TWO}`
    const cr = box.replace(/\n/g, '\r')
    for (const size of [1, 7, 64 * 1024])
      for (const text of [box, `\xef\xbb\xbf${box}`, `\r\n\r\n${box}`, cr, `\xef\xbb\xbf${cr}`])
        expect(await split(text, { size })).toEqual([ONE, TWO])
    expect(await split(`From -\n${ONE}\nFrom -\n\xef\xbb\xbf${TWO}`)).toEqual([ONE, `\xef\xbb\xbf${TWO}`])
  })

  it('unquotes quoted lines', async () => {
    const mail = `${ONE}\n>From here\n>>From there\n> From nowhere\n`
    expect(await split(`From -\n${mail}\nFrom -\n${TWO}`)).toEqual([
      `${ONE}\nFrom here\n>From there\n> From nowhere\n`,
      TWO,
    ])
  })

  it('does not split within an attached mbox without quoting', async () => {
    const attached = `From -\n${ONE}\nFrom -\n${TWO}`
    const mail = `Subject: box\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: application/mbox\n\n${attached}\n--b--\n`
    for (const size of [13, 64 * 1024])
      expect(await split(`From -\n${mail}\nFrom -\n${TWO}`, { size })).toEqual([mail, TWO])
  })

  it('splits after a mail that was cut off, also if a copy of it follows', async () => {
    const head = 'Subject: cut\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nx\n'
    const whole = `${head}--b--\n`
    expect(await split(`From -\n${head}\nFrom -\n${TWO}\nFrom -\n${whole}`)).toEqual([head, TWO, whole])
  })

  it('splits at a git patch only if all mails are patches', async () => {
    const patch = `From ${'a1'.repeat(20)} Mon Sep 17 00:00:00 2001\nFrom: a@x.org\nDate: x\n\n---\n`
    const mail = `${ONE}\n${patch}`
    expect(await split(`From -\n${mail}\nFrom -\n${TWO}`)).toEqual([mail, TWO])
    expect((await split(`${patch}\n${patch}`)).length).toBe(2)
  })

  it('uses a correct Content-Length, and does not unquote lines of that mail', async () => {
    const body = `First.\n\nFrom -\n${TWO}\n>From here\n`
    const mail = `From: a@x.org\nContent-Length: ${body.length}\n\n${body}`
    for (const size of [5, 64 * 1024])
      expect(await split(`From -\n${mail}\nFrom -\n${TWO}`, { size })).toEqual([mail, TWO])
    expect(await split(`From -\n${mail}`)).toEqual([mail])
  })

  it.each([3, 100_000, 999_999_999_999])('ignores a wrong Content-Length: %i', async (length) => {
    const mail = `From: a@x.org\nContent-Length: ${length}\n\nFirst.\n`
    expect(await split(`From -\n${mail}\nFrom -\n${TWO}`, { size: 11 })).toEqual([mail, TWO])
  })

  it('skips a mail that is too long, and splits after it', async () => {
    const long = `${ONE}${'x'.repeat(99)}\n`.repeat(1000)
    expect(await split(`From -\n${long}\nFrom -\n${TWO}`, { maxBytes: 50_000 })).toEqual([null, TWO])
  })

  it('returns the envelope of each mail', async () => {
    const envelopes: string[] = []
    for await (const { envelope } of splitMbox(
      inPieces(`${ENVELOPES[0]}\n${ONE}\nFrom -\n${TWO}`, 9),
      1 << 20,
    ))
      envelopes.push(envelope)
    expect(envelopes).toEqual([ENVELOPES[0], 'From -'])
  })
})

it.each([
  ['From \n', true],
  ['From - \r\n', true],
  ['From a@b', true],
  ['\xef\xbb\xbfFrom a@b', true],
  ['\n\nFrom a@b', true],
  ['From : a@b\n', false],
  ['From: a@b\n', false],
  ['>From a\n', false],
])('isMbox(%j) is %s', (start, expected) => {
  expect(isMbox(start)).toBe(expected)
})
