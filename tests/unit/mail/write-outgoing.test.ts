// Mails to other programs: read back by the own reader.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine } from '../../../src/core/base/index.ts'
import { isMailAddress, writeOutgoing, type OutgoingMail } from '../../../src/core/mail/write-outgoing.ts'
import { listMailParts, readMail } from '../../support/read-mail.ts'

const MAIL: OutgoingMail = {
  from: { name: 'Jun Tanaka', address: 'jun@example.net' },
  to: [{ name: 'Mara', address: 'mara@example.org' }],
  subject: 'The order for Saturday',
  at: Date.UTC(2026, 10, 28, 12),
  messageId: '<fk.7wq@example.net>',
  references: [],
  isUrgent: false,
  text: 'Eight loaves, please.',
  html: '<p>Eight loaves, please.</p>\n',
  files: [],
}

const write = (more: Partial<OutgoingMail> = {}): string =>
  Buffer.from(writeOutgoing({ ...MAIL, ...more })).toString('latin1')
const read = (more: Partial<OutgoingMail> = {}) => readMail(Buffer.from(write(more), 'latin1'))
const headOf = (raw: string): string[] => raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n')

/** What a head shows: one line without controls. */
const anyText = fc.string({ unit: 'binary', maxLength: 200 })
const shown = (text: string): string => oneLine(text, 2000).normalize('NFC')

describe('a written mail', () => {
  it('has the fields by which other programs thread it', () => {
    const references = ['<one@example.org>', '<two@example.org>', '<a b@example.org>', '<é@x>']
    expect(headOf(write({ references }))).toEqual([
      ...['From: "Jun Tanaka" <jun@example.net>', 'To: "Mara" <mara@example.org>'],
      ...['Subject: The order for Saturday', 'Date: Sat, 28 Nov 2026 12:00:00 +0000'],
      ...['Message-ID: <fk.7wq@example.net>', 'In-Reply-To: <two@example.org>'],
      ...['References: <one@example.org>', ' <two@example.org>', 'MIME-Version: 1.0'],
      'Content-Type: multipart/alternative; boundary="=_fk1_fk7wqexamplenet"',
    ])
  })

  it('keeps the text as it was typed, also in lines that other programs would change', () => {
    const text = [
      'From here',
      '.',
      ' indented',
      '> quoted',
      '-- ',
      '= 寒い',
      `${'long '.repeat(60)}end`,
      '',
    ].join('\n')
    expect(read({ text, html: null }).text).toBe(text.trimEnd())
    const all = `${text}${'庭の柿が落ちました。\n'.repeat(40)}`
    expect(read({ text: all, html: null }).text).toBe(all.trimEnd())
  })

  it('has short lines of ASCII, whatever the words are', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyText,
        fc.uint8Array({ maxLength: 500 }),
        (name, subject, text, content) => {
          const raw = write({
            ...{ subject, text, from: { name, address: 'jun@example.net' } },
            files: [{ name: subject, type: 'text/plain', content }],
          })
          expect(/^[\x20-\x7e\r\n]*$/.test(raw)).toBe(true)
          expect(raw.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/)
          for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
        },
      ),
    )
  })

  it('no name and no subject can add a field, and the reader gets them back', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, subject) => {
        const mail = { subject, to: [{ name, address: 'mara@example.org' }] }
        const fields = headOf(write(mail)).filter((line) => !line.startsWith(' '))
        expect(fields.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
          ...['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'],
        ])
        const { subject: found, origin } = read(mail)
        expect(found).toBe(shown(subject))
        expect(origin.to).toEqual([{ name: shown(name), address: 'mara@example.org' }])
      }),
    )
  })

  it('has its pictures beside the HTML, and its other files after the text', () => {
    const files = [
      { name: '柿.png', type: 'image/png', content: Buffer.from('picture'), contentId: '1.fk@example.net' },
      { name: 'price "list".txt', type: 'text/plain', content: Buffer.from('one\ntwo\n') },
      { name: 'old.eml', type: 'message/rfc822', content: Buffer.from('Subject: x\n\nx') },
    ]
    const raw = write({ files, html: '<p><img src="cid:1.fk@example.net"></p>' })
    expect(raw).toContain('Content-ID: <1.fk@example.net>')
    const types = [...raw.matchAll(/^Content-Type: ([\w/.+-]+)/gm)].map(([, type]) => type)
    expect(types).toEqual([
      ...['multipart/mixed', 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html'],
      ...['image/png', 'text/plain', 'application/octet-stream'],
    ])
    const parts = listMailParts(Buffer.from(raw, 'latin1'))
    expect(parts.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual(
      files.map(({ name, content }) => [name, content.toString()]),
    )
  })

  it.each(['mara', 'mara@', 'a b@x.org', 'a@x', 'a@x.org\r\nBcc: b@x.org', '<a@x.org>', 'a@x.org,b@x.org'])(
    'is refused for the address %j',
    (address) => {
      expect(isMailAddress(address)).toBe(false)
      expect(() => write({ to: [{ name: '', address }] })).toThrow('not a mail address')
    },
  )
})
