// Whole mails: their head, text and files.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listMailParts, readMail } from '../../support/read-mail.ts'

const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')
const text = (...lines: string[]): string => readMail(mail(...lines)).text
const files = (raw: Buffer): string[] => listMailParts(raw).map(({ name, type }) => `${name}|${type}`)

const HTML = ['Content-Type: text/html; charset=utf-8', '', '<p>page</p>']
const PLAIN = ['Content-Type: text/plain; charset=utf-8', '', 'plain']
const parts = (kind: string, boundary: string, ...each: string[][]): string[] => [
  `Content-Type: multipart/${kind}; boundary="${boundary}"`,
  '',
  ...each.flatMap((part) => [`--${boundary}`, ...part]),
  `--${boundary}--`,
  '',
]

describe('the head', () => {
  it('has sender, recipients, date and subject', () => {
    const raw = mail(
      'From: =?utf-8?Q?Zo=C3=AB?= <zoe@x.org>',
      'To: a@x.org, Friends: b@x.org, c@x.org;',
      'Cc: d@x.org',
      'Subject: =?utf-8?Q?Tea=3F?=',
      'Date: Mon, 5 Jan 2004 12:00:00 JST',
      'Message-ID: <2@x>',
      'References: <0@x> <1@x>',
      '',
      'Yes',
    )
    const { facts: _, ...found } = readMail(raw)
    expect(found).toEqual({
      ...{
        subject: 'Tea?',
        at: Date.UTC(2004, 0, 5, 3),
        text: 'Yes',
        files: [],
        notRead: [],
        receivedAt: null,
      },
      origin: {
        from: { name: 'Zoë', address: 'zoe@x.org' },
        to: ['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'].map((address) => ({ name: '', address })),
        ...{ messageId: '<2@x>', parent: '<1@x>', first: '<0@x>' },
      },
    })
  })

  it('a raw subject is decoded in the charset of the first text part', () => {
    const body = parts('mixed', 'b', ['Content-Type: text/plain; charset=windows-1251', '', 'x'])
    expect(readMail(mail('Subject: \xcf\xf0\xe8\xe2\xe5\xf2', ...body)).subject).toBe('Привет')
    expect(readMail(mail('Subject: caf\xe9', '', 'x')).subject).toBe('café')
  })

  it('a mail without a valid Date has the date of the latest Received field', () => {
    const received = [
      'Received: by c; Tue, 6 Jan 2004 12:00:00 +0000',
      'Received: by a; Mon, 5 Jan 2004 12:00:00 +0000',
    ]
    expect(readMail(mail('Subject: x', ...received, '', '')).at).toBe(Date.UTC(2004, 0, 6, 12))
    expect(readMail(mail('Date: soon', ...received, '', '')).at).toBe(Date.UTC(2004, 0, 6, 12))
    expect(readMail(mail('Date: soon', '', '')).at).toBeNull()
  })

  it('shows a name without an address, and an address without a name, without brackets', () => {
    expect(readMail(mail('From: nsb <>', '', '')).origin.from).toEqual({ name: 'nsb', address: '' })
    expect(readMail(mail('From: <a@b.c>', '', '')).origin.from).toEqual({
      ...{ name: '', address: 'a@b.c' },
    })
  })

  it('is found after empty lines, a byte order mark or an envelope, and with CR line ends', () => {
    for (const before of ['\n\n', '\xef\xbb\xbf', 'From a@b Mon Jan  5 12:00:00 2004\n', '>From a@b\n'])
      expect(readMail(Buffer.from(`${before}Subject: x\n\nbody`, 'latin1'))).toMatchObject({
        subject: 'x',
        text: 'body',
      })
    for (const raw of [
      'Subject: x\r\rone\rtwo',
      'Subject: x\r\rone\r\ntwo',
      'A: 1\rSubject: x\r\n\r\none\ntwo',
    ])
      expect(readMail(Buffer.from(raw))).toMatchObject({ subject: 'x', text: 'one\ntwo' })
  })
})

describe('the text', () => {
  it.each([
    ['is the plain one of alternatives', parts('alternative', 'b', PLAIN, HTML), 'plain'],
    ['is the HTML page if the plain text is empty', parts('alternative', 'b', ['', ' '], HTML), 'page'],
    ['includes all parts of a mixed mail', parts('mixed', 'b', PLAIN, HTML), 'plain\n\npage'],
    ['is the last of two plain alternatives', parts('alternative', 'b', PLAIN, ['', 'better']), 'better'],
    [
      'is the first plain alternative if the last is empty',
      parts('alternative', 'b', PLAIN, ['', ' ']),
      'plain',
    ],
    [
      'is the page if the other alternative is a multipart without parts',
      parts('alternative', 'b', HTML, ['Content-Type: multipart/related; boundary=i', '', 'preamble']),
      'page',
    ],
    [
      'begins at a line of spaces, also if a line like a field follows',
      [' ', 'Note: words', '', 'more'],
      'Note: words\n\nmore',
    ],
    [
      'begins at a boundary, also without an empty line',
      ['Content-Type: multipart/mixed; boundary=b', '--b', 'Content-Type: text/plain', '', 'one', '--b--'],
      'one',
    ],
    [
      'is plain under a false name of its encoding',
      ['Content-Transfer-Encoding: base64', '', 'Dear Ann,', 'these are plain words.'],
      'Dear Ann,\nthese are plain words.',
    ],
    [
      'includes what a list added to base64',
      ['Content-Transfer-Encoding: base64', '', 'SGVsbG8=', '', '-- ', 'A list adds this.'],
      'Hello\n-- \nA list adds this.',
    ],
    ['may miss a semicolon', ['Content-Type: text/html charset=koi8-r', '', '<b>\xf0</b>'], 'П'],
    ['may have a type without a slash', ['Content-Type: text', '', 'x'], 'x'],
    ['may have an unknown type without a slash', ['Content-Type: mail', '', 'x'], 'x'],
    ['omits attachments', parts('mixed', 'b', PLAIN, ['Content-Disposition: attachment', '', 'x']), 'plain'],
    [
      'omits the text of an attached mail',
      parts('mixed', 'b', PLAIN, ['Content-Type: message/rfc822', '', 'Subject: y', '', 'inner']),
      'plain',
    ],
    [
      'is the body of a multipart without parts',
      ['Content-Type: multipart/mixed; boundary=none', '', 'x'],
      'x',
    ],
    ['may have an unknown text type', ['Content-Type: text/x-odd', '', 'x'], 'x'],
    ['joins flowed lines', ['Content-Type: text/plain; format=flowed', '', 'a ', 'b'], 'a b'],
    [
      'the text of a page uses the charset in the page itself',
      ['Content-Type: text/html', '', '<meta charset="koi8-r">\xf0'],
      'П',
    ],
    ['has no control characters', ['', 'a\0b\x07c\x92'], 'abc’'],
  ])('%s', (_, lines, expected) => {
    expect(text('Subject: x', ...lines)).toBe(expected)
  })
})

describe('the files', () => {
  it('files of parts without a name are named by their type', () => {
    const types = [
      'application/pgp-signature',
      'application/pgp-encrypted',
      'application/pkcs7-mime',
      'application/ms-tnef',
      'text/calendar',
      'message/delivery-status',
      'image/png',
      'application/x-odd',
    ]
    const each = types.map((type) => [`Content-Type: ${type}`, '', 'x'])
    expect(files(mail('Subject: x', ...parts('mixed', 'b', ...each)))).toEqual([
      'signature.asc|application/pgp-signature',
      'encrypted-version.txt|application/pgp-encrypted',
      'smime.p7m|application/pkcs7-mime',
      'winmail.dat|application/ms-tnef',
      'invitation.ics|text/calendar',
      'delivery-status.txt|message/delivery-status',
      'image.png|image/png',
      'attachment|application/x-odd',
    ])
  })

  it.each([
    ['Content-Type: image; name=x.jpg'],
    ['Content-Type: text; name=x.jpg'],
    ['Content-Type: data\r\nContent-Disposition: inline; filename=x.jpg'],
  ])('include a part with a name and a type without a slash: %j', (type) => {
    const raw = mail('Subject: x', ...parts('mixed', 'b', PLAIN, [type, '', 'raw data']))
    expect([readMail(raw).text, files(raw)]).toEqual(['plain', ['x.jpg|application/octet-stream']])
  })

  it('include the body of a mail if it is no text', () => {
    const raw = mail('Subject: x', 'Content-Type: image', '', '\xff\xd8\xff\0\x01')
    expect([readMail(raw).text, files(raw)]).toEqual(['', ['attachment|application/octet-stream']])
  })

  it('include a mail within the mail, named by its subject, byte for byte with its own files', () => {
    const inner = mail(
      'Subject: =?utf-8?Q?a/b_=C3=A9?=',
      ...parts('mixed', 'i', PLAIN, ['Content-Type: image/png', '', 'x']),
    )
    const within = ['Content-Type: message/rfc822', '', inner.toString('latin1')]
    const raw = mail('Subject: x', ...parts('mixed', 'b', PLAIN, within))
    const [file, ...rest] = listMailParts(raw)
    expect(rest).toEqual([])
    expect([file!.name, file!.type]).toEqual(['a b é.eml', 'message/rfc822'])
    expect(Buffer.from(file!.content).equals(inner)).toBe(true)
  })

  it('include a text part with a name, which is also part of the text', () => {
    const named = ['Content-Type: text/plain; name=notes.txt', '', 'notes']
    const raw = mail('Subject: x', ...parts('mixed', 'b', PLAIN, named))
    expect([readMail(raw).text, files(raw)]).toEqual(['plain\n\nnotes', ['notes.txt|text/plain']])
  })

  it('files after a boundary that was used twice are found', () => {
    const inner = parts('alternative', 'b', PLAIN)
    const raw = mail('Subject: x', ...parts('mixed', 'b', inner, ['Content-Type: image/png', '', 'x']))
    expect(files(raw)).toContain('image.png|image/png')
  })
})

describe('any input', () => {
  it('a mail over a limit reports it, and its beginning is read', () => {
    const many = parts('mixed', 'b', PLAIN, ...Array.from({ length: 2000 }, () => ['', 'x']))
    expect(readMail(mail('Subject: x', ...many)).notRead).toEqual(['parts'])
    expect(readMail(mail('Subject: x', `X: ${'y'.repeat(300_000)}`, 'To: z', '', 'body'))).toMatchObject({
      ...{ subject: 'x', text: 'body', notRead: ['headBytes'] },
    })
    const long = readMail(mail('Subject: x', '', 'word '.repeat(2_000_000)))
    expect([long.notRead, long.text.length]).toEqual([['textBytes'], 4 << 20])
  })

  it('any lines can be read as a mail', () => {
    const line = fc.constantFrom(
      ...[
        '',
        ' ',
        'a',
        '--b',
        '--b--',
        '--',
        'From x',
        'Subject: =?utf-8?Q?=C3?= =?',
        'From: "a <b@c',
        'Date: 1 Jan',
      ],
      ...[
        'Content-Type: multipart/mixed; boundary=b',
        'Content-Type: message/rfc822',
        'Content-Type: text/html',
        '<a href="x',
      ],
      ...[
        'Content-Transfer-Encoding: base64',
        'Content-Transfer-Encoding: quoted-printable',
        '=\x80',
        '\x1b$B',
        'Content-Type:;;;=',
      ],
      ...[
        'Content-Disposition: attachment; filename*0*=x',
        'Content-Type: text/plain; charset=utf-7; format=flowed',
      ],
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const raw = mail(...lines)
        const read = readMail(raw)
        const shown = [
          read.subject,
          read.text,
          ...Object.values(read.origin.from),
          ...listMailParts(raw).map(({ name }) => name),
        ]
        expect(shown.join('\n')).not.toMatch(/[\u0080-\u009f]/)
      }),
      { numRuns: 500 },
    )
  })
})
