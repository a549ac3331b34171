// Which files inside a mail lists of files have.
import { describe, expect, it } from 'vitest'
import { readMail } from '../../support/read-mail.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'

interface Part {
  type: string
  name?: string
  disposition?: string
  id?: string
  content: Buffer | string
}

const PAGE: Part = { type: 'text/html', content: '<p>Hello <img src="cid:logo@x"></p>' }
const WORDS: Part = { type: 'text/plain', content: 'Hello' }
const picture = (width: number, height: number, bytes = 0): Buffer =>
  Buffer.concat([makeJpeg({ width, height }), Buffer.alloc(bytes)])

function write({ type, name, disposition, id, content }: Part): string[] {
  return [
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    ...(id === undefined ? [] : [`Content-ID: <${id}>`]),
    ...(disposition === undefined && name === undefined
      ? []
      : [
          `Content-Disposition: ${disposition ?? 'attachment'}${name === undefined ? '' : `; filename="${name}"`}`,
        ]),
    '',
    Buffer.from(content).toString('base64'),
  ]
}

function mail(kind: string, parts: readonly Part[], fields: readonly string[] = []): Buffer {
  const body = parts.flatMap((part) => ['--b', ...write(part)])
  const head = [`Content-Type: multipart/${kind}; boundary="b"`, ...fields]
  return Buffer.from([...head, '', ...body, '--b--', ''].join('\r\n'), 'latin1')
}

/** The names of the files that lists have. */
const listed = (raw: Buffer): string[] =>
  readMail(raw).files.flatMap(({ name, isListed }) => (isListed ? [name] : []))

describe('lists of files have', () => {
  it('an attachment of any type', () => {
    const raw = mail('mixed', [
      WORDS,
      { type: 'application/pdf', name: 'lease.pdf', content: '%PDF-1.4' },
      { type: 'application/octet-stream', name: 'roof.zip', content: 'PK' },
      { type: 'text/plain', name: 'list.txt', content: 'eggs' },
      { type: 'image/jpeg', name: 'icon.jpg', content: picture(16, 16) },
      { type: 'application/pdf', name: 'shown.pdf', disposition: 'inline', content: '%PDF-1.4' },
    ])
    expect(listed(raw)).toEqual(['lease.pdf', 'roof.zip', 'list.txt', 'icon.jpg', 'shown.pdf'])
  })

  it('a photo in the page of a mail, and not its logo', () => {
    const page = '<img src="cid:logo@x"><img src=\'cid:photo%40x\'><img src="cid:small@x">'
    const parts = [
      { type: 'text/html', content: page },
      { type: 'image/jpeg', name: 'logo.jpg', id: 'logo@x', content: picture(900, 180, 100_000) },
      { type: 'image/jpeg', name: 'photo.jpg', id: 'photo@x', content: picture(1600, 1200, 100_000) },
      { type: 'image/jpeg', name: 'small.jpg', id: 'small@x', content: picture(1600, 1200) },
      { type: 'image/jpeg', name: 'beside.jpg', id: 'beside@x', content: picture(300, 200) },
    ]
    expect(listed(mail('related', parts))).toEqual(['photo.jpg', 'beside.jpg'])
    expect(listed(mail('related', parts, ['List-Unsubscribe: <https://x.example>']))).toEqual(['beside.jpg'])
  })

  it('no picture that nobody attached and nobody can see', () => {
    const pixel = { type: 'image/jpeg', name: 'p.jpg', disposition: 'inline', content: picture(1, 1) }
    expect(listed(mail('mixed', [WORDS, pixel]))).toEqual([])
  })

  it('no signature, key or encrypted content, by its type or its name', () => {
    const raw = mail('mixed', [
      WORDS,
      { type: 'application/pkcs7-signature', name: 'smime', content: 'x' },
      { type: 'application/octet-stream', name: 'smime.p7s', content: 'x' },
      { type: 'application/pgp-signature', content: 'x' },
      { type: 'application/octet-stream', name: 'OpenPGP_0x1.asc', content: 'x' },
      { type: 'application/ms-tnef', name: 'winmail.dat', content: 'x' },
      { type: 'text/html', name: 'ATT00002.htm', content: 'x' },
    ])
    expect(readMail(raw).files).toHaveLength(6)
    expect(listed(raw)).toEqual([])
  })

  it('no other form of the words, and no empty file', () => {
    const other = { type: 'text/x-amp-html', name: 'amp.html', disposition: 'inline', content: '<p>Hello' }
    expect(listed(mail('alternative', [WORDS, other, PAGE]))).toEqual([])
    expect(
      listed(mail('mixed', [WORDS, { type: 'application/pdf', name: 'empty.pdf', content: '' }])),
    ).toEqual([])
  })

  it('an event that was attached, and no invitation', () => {
    const event = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'
    const invitation = { type: 'text/calendar; method=REQUEST', content: event }
    const copy = { type: 'application/ics', name: 'invite.ics', content: event }
    expect(listed(mail('mixed', [WORDS, invitation, copy]))).toEqual([])
    expect(listed(mail('mixed', [WORDS, copy]))).toEqual(['invite.ics'])
  })

  it('a mail that was attached, and not one that came back', () => {
    const report = { type: 'message/delivery-status', content: 'Reporting-MTA: dns; x' }
    const back = { type: 'message/rfc822', content: 'Subject: Figs\r\n\r\nx' }
    expect(listed(mail('report', [WORDS, report, back]))).toEqual([])
    expect(listed(mail('mixed', [WORDS, back]))).toHaveLength(1)
  })
})
