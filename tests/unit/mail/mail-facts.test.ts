// What a mail says beside its words: where answers go, its list, and what it carries for other
// programs.
import { describe, expect, it } from 'vitest'
import { readHeadFacts, readMailFacts, type MailFacts } from '../../../src/core/mail/mail-facts.ts'
import { openMail } from '../../../src/core/mail/read-mail.ts'

const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')
const facts = (...lines: string[]): MailFacts => readMailFacts(openMail(mail(...lines, '', 'Words')))
const ofBody = (...lines: string[]): MailFacts => readMailFacts(openMail(mail(...lines)))
const addresses = (all: readonly { address: string }[]): string[] => all.map(({ address }) => address)

describe('the people of a mail', () => {
  it('has where an answer goes, who sent it, and to which addresses it came', () => {
    const found = facts(
      'Delivered-To: aiko+shop@example.org',
      'Delivered-To: aiko@example.org',
      'X-Original-To: <info@example.org>',
      'Received: from a by b; Mon, 5 Jan 2004 12:00:00 +0000',
      'From: =?utf-8?Q?Zo=C3=AB?= <zoe@x.org>',
      'Sender: desk@x.org',
      'Reply-To: Zoe <zoe.private@x.org>, team@x.org',
      'Mail-Followup-To: devel@lists.x.org',
      'Bcc: aiko@example.org',
    )
    expect(found.from).toEqual([{ name: 'Zoë', address: 'zoe@x.org' }])
    expect(found.hasOneSender).toBe(true)
    expect(found.sender?.address).toBe('desk@x.org')
    expect(addresses(found.replyTo)).toEqual(['zoe.private@x.org', 'team@x.org'])
    expect(addresses(found.followUpTo)).toEqual(['devel@lists.x.org'])
    expect(addresses(found.bcc)).toEqual(['aiko@example.org'])
    expect(found.deliveredTo).toEqual(['aiko+shop@example.org', 'aiko@example.org', 'info@example.org'])
    expect([found.isBulk, found.isReport, found.list]).toEqual([false, false, null])
  })

  it.each([
    ['two fields', ['From: boss@bank.org', 'From: thief@x.org']],
    ['two mailboxes', ['From: boss@bank.org, thief@x.org']],
    ['no address', ['From: The Boss']],
    ['none', ['To: a@x.org']],
  ])('no sender can be proven with %s in From', (_, lines) => {
    const found = facts(...lines)
    expect(found.hasOneSender).toBe(false)
    if (lines[0]!.includes('boss@')) expect(found.from[0]!.address).toBe('boss@bank.org')
  })

  it('a head of many fields has a bounded number of addresses', () => {
    const found = facts(...Array.from({ length: 5000 }, (_, i) => `Reply-To: a${i}@x.org, b${i}@x.org`))
    expect(found.replyTo).toHaveLength(100)
  })

  it('a head alone has the same facts as its mail', () => {
    const lines = ['From: a@x.org', 'List-Id: <a.x.org>', 'Precedence: list']
    const ofMail = facts(...lines)
    expect(ofMail).toMatchObject(readHeadFacts(mail(...lines, '', '')))
  })
})

describe('a mail to many', () => {
  it('of a list has the id, the name, where to write, and two ways out', () => {
    const { list, isBulk } = facts(
      'List-Id: "Bakers of =?utf-8?Q?K=C3=B6ln?=" <Bakers.Lists.example.org>',
      'List-Post: <mailto:bakers@lists.example.org>',
      'List-Unsubscribe: (use this) <mailto:bakers-leave@lists.example.org?subject=leave>,',
      '  <https://lists.example.org/leave/',
      '  abc>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    )
    expect(list).toEqual({
      id: 'bakers.lists.example.org',
      name: 'Bakers of Köln',
      post: 'bakers@lists.example.org',
      unsubscribe: {
        mail: 'mailto:bakers-leave@lists.example.org?subject=leave',
        web: 'https://lists.example.org/leave/abc',
        isOneClick: true,
      },
    })
    expect(isBulk).toBe(true)
  })

  it('of a newsletter has only the way out, and never one without TLS or with a script', () => {
    const out = (field: string) => facts(`List-Unsubscribe: ${field}`).list!.unsubscribe
    expect(out('<http://x.org/leave>')).toBeNull()
    expect(out('<javascript:alert(1)>, <file:///etc/passwd>')).toBeNull()
    expect(out('<http://x.org/1>, <https://x.org/2>')).toMatchObject({ web: 'https://x.org/2', mail: null })
    expect(facts('List-Unsubscribe: <https://x.org/2>').list).toMatchObject({ id: '', post: null })
  })

  it('a list that takes no mail has no address', () => {
    expect(facts('List-Id: <a.x.org>', 'List-Post: NO (closed)').list!.post).toBeNull()
  })

  it.each(['bulk', 'List', ' junk '])('is known by the precedence %s', (value) => {
    expect(facts(`Precedence: ${value}`)).toMatchObject({ isBulk: true, list: null })
  })

  it.each([
    ['multipart/report; report-type=delivery-status', true],
    [' Multipart/Report', true],
    ['multipart/reported', false],
    ['text/plain; name="multipart/report"', false],
  ])('Content-Type: %s', (value, isReport) => {
    expect(facts(`Content-Type: ${value}`).isReport).toBe(isReport)
  })
})

const PLAIN = ['Content-Type: text/plain', '', 'Words']
const ics = (type: string, ...lines: string[]): string[] => [`Content-Type: ${type}`, '', ...lines]
const parts = (kind: string, boundary: string, ...each: string[][]): string[] => [
  `Content-Type: multipart/${kind}; boundary="${boundary}"`,
  '',
  ...each.flatMap((part) => [`--${boundary}`, ...part]),
  `--${boundary}--`,
  '',
]

describe('an invitation', () => {
  it('has its method, its section and its number among the files', () => {
    const invitation = ics('text/calendar; charset=utf-8; method=request', 'BEGIN:VCALENDAR')
    const copy = ics('application/ics; name="invite.ics"', 'BEGIN:VCALENDAR')
    const both = parts('mixed', 'a', parts('alternative', 'b', PLAIN, invitation), copy)
    expect(ofBody(...both).calendar).toMatchObject({ method: 'REQUEST', section: '1.2', files: [0, 1] })
  })

  it('may be the whole mail, and name its method only within', () => {
    const alone = ics('text/calendar', 'BEGIN:VCALENDAR', 'METHOD:CANCEL', 'END:VCALENDAR')
    expect(ofBody(...alone).calendar).toEqual({ method: 'CANCEL', section: '1', event: null, files: [0] })
  })

  it('is no invitation without a method, or within a forwarded mail', () => {
    const forwarded = ['Content-Type: message/rfc822', '', ...ics('text/calendar; method=REQUEST', 'x')]
    expect(ofBody(...parts('mixed', 'a', PLAIN, ics('text/calendar', 'BEGIN:VCALENDAR'))).calendar).toBeNull()
    expect(ofBody(...parts('mixed', 'a', PLAIN, forwarded)).calendar).toBeNull()
  })
})

describe('content for another program', () => {
  const only = (type: string, ...lines: string[]) => ofBody(`Content-Type: ${type}`, '', ...lines).protection
  it.each([
    ['multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', 'encrypted'],
    ['application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', 'encrypted'],
    ['application/x-pkcs7-mime; name=smime.p7m', 'encrypted'],
    ['application/pkcs7-mime; smime-type=signed-data', 'signed'],
    ['application/pkcs7-mime; smime-type=certs-only', null],
    ['multipart/signed; protocol="application/pkcs7-signature"; boundary=b', 'signed'],
    ['text/plain', null],
  ])('%s', (type, protection) => {
    expect(only(type, '--b', '', 'x', '--b--')).toBe(protection)
  })

  it('is found below the footer of a list, and within words', () => {
    const encrypted = ['Content-Type: multipart/encrypted; boundary=i', '', '--i', '', 'x', '--i--']
    expect(ofBody(...parts('mixed', 'a', encrypted, PLAIN)).protection).toBe('encrypted')
    expect(only('text/plain', '-----BEGIN PGP MESSAGE-----', '', 'hQEM')).toBe('encrypted')
    expect(only('text/plain', '-----BEGIN PGP SIGNED MESSAGE-----', 'Hash: SHA256')).toBe('signed')
    expect(only('text/plain', 'He wrote -----BEGIN PGP MESSAGE-----')).toBeNull()
  })
})
