// What servers say about the delivery of a mail, in the shapes that they send.
import { describe, expect, it } from 'vitest'
import { readReport, type MailReport } from '../../../src/core/mail/mail-report.ts'
import { openMail } from '../../../src/core/mail/read-mail.ts'

const report = (lines: string[], end = '\r\n'): MailReport | null =>
  readReport(openMail(Buffer.from(lines.join(end), 'utf8')))

const bounce = (status: string[], original: string[] = ['Content-Type: message/rfc822', '']): string[] => [
  'From: MAILER-DAEMON@mail.example.org (Mail Delivery System)',
  'Auto-Submitted: auto-replied',
  'Content-Type: multipart/report; report-type=delivery-status;',
  '\tboundary="4B1.1/mail.example.org"',
  '',
  'This is a MIME-encapsulated message.',
  '',
  '--4B1.1/mail.example.org',
  'Content-Description: Notification',
  'Content-Type: text/plain; charset=us-ascii',
  '',
  '<nobody@example.org>: unknown user: "nobody"',
  '',
  '--4B1.1/mail.example.org',
  'Content-Description: Delivery report',
  'Content-Type: message/delivery-status',
  '',
  ...status,
  '',
  '--4B1.1/mail.example.org',
  ...original,
  'From: aiko@example.net',
  'Message-ID: <first@example.net>',
  '',
  'Hello',
  '',
  '--4B1.1/mail.example.org--',
]

describe('a report of postfix', () => {
  const STATUS = [
    'Reporting-MTA: dns; mail.example.org',
    'Original-Envelope-Id: QUEUE-1a2b',
    'X-Postfix-Queue-ID: 4B1',
    'X-Postfix-Sender: rfc822; aiko@example.net',
    'Arrival-Date: Mon, 30 Nov 2026 09:00:00 +0000 (UTC)',
    '',
    'Final-Recipient: rfc822; nobody@example.org',
    'Original-Recipient: rfc822;alias@example.org',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.org>: Recipient address',
    '    rejected: User unknown',
    '',
    'Final-Recipient: rfc822; slow@example.org',
    'Action: delayed',
    'Status: 4.4.1',
    'Diagnostic-Code: X-Postfix; connect to mx.example.org: Connection timed out',
  ]

  it.each(['\r\n', '\n'])('has the ids, and each recipient with its fate', (end) => {
    expect(report(bounce(STATUS), end)).toEqual({
      envelopeId: 'QUEUE-1a2b',
      originalMessageId: '<first@example.net>',
      recipients: [
        {
          address: 'alias@example.org',
          action: 'failed',
          status: '5.1.1',
          diagnostic: '550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown',
        },
        {
          address: 'slow@example.org',
          action: 'delayed',
          status: '4.4.1',
          diagnostic: 'connect to mx.example.org: Connection timed out',
        },
      ],
    })
  })

  it('may have the head of the mail only', () => {
    const found = report(bounce(STATUS, ['Content-Type: text/rfc822-headers', '']))
    expect(found!.originalMessageId).toBe('<first@example.net>')
  })
})

describe('other reports', () => {
  it('without the group about the mail, in base64, with UTF-8', () => {
    const status = Buffer.from(
      'Final-Recipient: utf-8; josé@example.org\r\nAction: Failed (mailbox full)\r\nStatus: 4.2.2 (full)\r\n' +
        'Diagnostic-Code: smtp; 452 Größe überschritten\r\n',
    ).toString('base64')
    const lines = bounce([status])
    lines.splice(
      lines.indexOf('Content-Type: message/delivery-status') + 1,
      0,
      'Content-Transfer-Encoding: base64',
    )
    expect(report(lines)!.recipients).toEqual([
      {
        address: 'josé@example.org',
        action: 'failed',
        status: '4.2.2',
        diagnostic: '452 Größe überschritten',
      },
    ])
  })

  it('of Exim name the recipients in the head', () => {
    const lines = ['Auto-Submitted: auto-replied', 'X-Failed-Recipients: a@x.org, b@x.org', '', 'A message …']
    expect(report(lines)).toEqual({
      envelopeId: null,
      originalMessageId: null,
      recipients: ['a@x.org', 'b@x.org'].map((address) => ({
        ...{ address, action: 'failed', status: null, diagnostic: '' },
      })),
    })
  })

  it('a letter, and a report about reading, are none', () => {
    expect(report(['From: a@x.org', '', 'Final-Recipient: rfc822; a@x.org', 'Action: failed'])).toBeNull()
    const read = bounce(['Final-Recipient: rfc822; a@x.org', 'Disposition: displayed'])
    const lines = read.map((line) =>
      line.replace('message/delivery-status', 'message/disposition-notification'),
    )
    expect(report(lines)).toBeNull()
  })

  it('of many recipients are bounded', () => {
    const one = ['Final-Recipient: rfc822; a@x.org', 'Action: failed', 'Status: 5.1.1', '']
    expect(report(bounce(Array.from({ length: 1000 }, () => one).flat()))!.recipients).toHaveLength(200)
  })

  it('without a known action say nothing about a recipient', () => {
    expect(report(bounce(['Final-Recipient: rfc822; a@x.org', 'Action: exploded']))!.recipients).toEqual([])
  })
})
