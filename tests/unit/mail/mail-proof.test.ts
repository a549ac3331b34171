// Whose word proves a sender, in the shapes that servers write.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAuthResults } from '../../../src/core/mail/auth-results.ts'
import type { MailProof } from '../../../src/core/contract/index.ts'
import { checkMail } from '../../../src/core/mail/mail-checks.ts'

const FROM = 'From: Alice <alice@example.org>'
const head = (lines: readonly string[]): Buffer => Buffer.from([...lines, '', ''].join('\r\n'))
const proof = (lines: readonly string[], trusted = ['mx.example.net']): MailProof =>
  checkMail(head(lines), trusted).proof
const verdict = (lines: readonly string[], trusted?: string[]): string => proof(lines, trusted).dmarc
const results = (by: string, text: string): string => `Authentication-Results: ${by}; ${text}`
const PASS = results('mx.example.net', 'dmarc=pass header.from=example.org')
const FORGED = results('mx.example.net', 'dmarc=pass (p=REJECT) header.from=example.org')
const OF_OTHERS =
  'Received: from evil.example (evil.example [192.0.2.1]) by mail.evil.example; Mon, 5 Jan 2004'
const OWN = 'Received: from evil.example ([192.0.2.1]) by mx1.example.net with ESMTPS; Mon, 5 Jan 2004'

describe('the proof of a mail', () => {
  it('has the word of the own server', () => {
    expect(proof([PASS, FROM])).toEqual({ dmarc: 'pass', domain: 'example.org', by: 'mx.example.net' })
    expect(verdict([results('MX.Example.Net 1', 'spf=pass; dmarc=fail'), FROM])).toBe('fail')
    expect(proof([FROM])).toEqual({ dmarc: 'none', domain: 'example.org', by: null })
  })

  it('of Gmail stands below its own hops', () => {
    const lines = [
      'Delivered-To: aiko@gmail.com',
      'Received: by 2002:a05:6a10:1234 with SMTP id ab12; Mon, 30 Nov 2026 01:02:03 -0800 (PST)',
      'X-Received: by 2002:a17:906 with SMTP id x; Mon, 30 Nov 2026 01:02:03 -0800 (PST)',
      'ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail header.from=example.org',
      'Return-Path: <alice@example.org>',
      'Received: from mail.example.org (mail.example.org. [192.0.2.7])',
      '        by mx.google.com with ESMTPS id y for <aiko@gmail.com>',
      'Received-SPF: pass (google.com: domain of alice@example.org designates 192.0.2.7)',
      'Authentication-Results: mx.google.com;',
      '       dkim=pass header.i=@example.org header.s=s1 header.b="a/b=;";',
      '       spf=pass (google.com: domain of "a;b"@example.org (x (y)) designates 192.0.2.7 as permitted sender)',
      '         smtp.mailfrom=alice@example.org;',
      '       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.org',
      FROM,
    ]
    expect(verdict(lines, ['mx.google.com'])).toBe('pass')
    expect(verdict(lines, ['mx.example.net'])).toBe('none')
  })

  it('of Exchange Online has no name', () => {
    const lines = [
      'Received: from AM0PR01.eurprd01.prod.exchangelabs.com (2603::1) by VI1PR01.eurprd01.prod.outlook.com',
      'Authentication-Results: spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=example.org;',
      ' dkim=pass (signature was verified) header.d=example.org;dmarc=pass action=none',
      ' header.from=example.org;compauth=pass reason=100',
      FROM,
    ]
    expect(verdict(lines, [''])).toBe('pass')
    expect(verdict(lines)).toBe('none')
  })

  it('is above the hop by which the own server took the mail, whatever its name', () => {
    const hop =
      'Received: from mail.shop.example (unknown [192.0.2.1]) by mx.own.example with ESMTPS; Mon, 5 Jan'
    const within =
      'Received: from mx.own.example ([127.0.0.1])\r\n\tby vm with LMTP\r\n\tid x (a)\r\n\tfor <a@own.example>; Mon'
    const own = results('mail.own.example', 'dkim=pass header.d=example.org')
    const of = (...lines: string[]): MailProof => proof([...lines, FROM], [])
    const pass = { dmarc: 'pass', domain: 'example.org', by: 'mail.own.example' }
    expect(of(own, hop)).toEqual(pass)
    expect(of(within, own, hop)).toEqual(pass)
    expect(of(within, results('opendmarc', 'dmarc=fail header.from=example.org'), own, hop)).toEqual({
      ...{ dmarc: 'fail', domain: 'example.org', by: 'opendmarc' },
    })
    // A sender can write everything below.
    expect(of(hop, own).dmarc).toBe('none')
    expect(of(within, hop, own, hop).dmarc).toBe('none')
    expect(of(hop, within, own, hop).dmarc).toBe('none')
    expect(of(results('mail.own.example', 'dkim=none'), hop, own, hop).dmarc).toBe('none')
    // Nor does anything count that no server received.
    expect(of(own).dmarc).toBe('none')
  })

  it.each([
    'Received: from x (by a with LMTP id b [192.0.2.1]) by mx.own.example with ESMTP; Mon',
    'Received: from x by a with LMTP (y [192.0.2.1]) by mx.own.example with ESMTP; Mon',
    'Received: from x ([192.0.2.1]) by mx.own.example with ESMTP for <"a with LMTP b"@own.example>; Mon',
    'Received: from 127.0.0.1 ([127.0.0.1]) by mx.own.example with ESMTP; Mon',
    'Received: by mx.own.example with LMTP; Mon',
  ])('of others is not made an own hop by what they say: %s', (hop) => {
    const forged = results('mail.own.example', 'dmarc=pass header.from=example.org')
    expect(proof([hop, forged, 'Received: from a by b with ESMTP; Mon', FROM], []).dmarc).toBe('none')
  })

  it('is nothing in a file, which anybody may have written', () => {
    const lines = [PASS, 'Received: from a by b with ESMTP; Mon', FROM]
    expect(checkMail(head(lines), []).proof.dmarc).toBe('pass')
    expect(checkMail(head(lines), null).proof).toEqual({ dmarc: 'none', domain: 'example.org', by: null })
  })

  it('does not count below a server of others', () => {
    expect(verdict([OWN, OF_OTHERS, FORGED, FROM])).toBe('none')
    expect(verdict([OF_OTHERS, FORGED, FROM])).toBe('none')
  })

  it('is the topmost one only', () => {
    const own = results('mx.example.net', 'dmarc=fail header.from=example.org')
    expect(verdict([OWN, own, FORGED, FROM])).toBe('fail')
    expect(verdict([OWN, results('mx.example.net', 'none'), FORGED, FROM])).toBe('none')
    expect(verdict([results('mx.evil.example', 'dmarc=fail'), OWN, own, FROM])).toBe('fail')
  })

  it.each([
    ['no From', []],
    ['two From', [FROM, 'From: bob@example.com']],
    ['two mailboxes', ['From: alice@example.org, bob@example.com']],
    ['a group', ['From: all: alice@example.org, bob@example.com;']],
    ['no domain', ['From: alice']],
  ])('%s is not proven', (_, lines) => {
    expect(proof([PASS, ...lines])).toEqual({ dmarc: 'none', domain: null, by: null })
  })

  it('is about the domain in From', () => {
    const of = (text: string, from = FROM): string => verdict([results('mx.example.net', text), from])
    expect(of('dmarc=pass header.from=example.com')).toBe('none')
    expect(of('dmarc=pass header.from=Example.ORG')).toBe('pass')
    expect(of('dmarc=pass header.from=example.org', 'From: a@mail.example.org')).toBe('pass')
    expect(of('dmarc=pass header.from=xn--bcher-kva.example', 'From: a@bücher.example')).toBe('pass')
    expect(of('dmarc=bestguesspass header.from=example.org')).toBe('none')
    expect(of('dmarc=temperror header.from=example.org')).toBe('none')
  })

  it('is a signature of that domain, if the server knows no policy', () => {
    const of = (text: string): string => verdict([results('mx.example.net', text), FROM])
    expect(of('dkim=pass header.d=example.org')).toBe('pass')
    expect(of('dkim=fail header.d=example.org; dkim=pass header.i=@example.org')).toBe('pass')
    expect(of('dkim=pass header.d=example.com')).toBe('none')
    expect(of('dkim=pass header.d=org')).toBe('none')
    expect(of('dkim=pass header.d=ample.org')).toBe('none')
    expect(of('spf=pass smtp.mailfrom=example.org')).toBe('none')
    expect(of('dmarc=fail header.from=example.org; dkim=pass header.d=example.org')).toBe('fail')
  })
})

describe('parseAuthResults()', () => {
  it('knows comments, quotes, versions and spaces', () => {
    const text = ' "mx; 1" 1 ; dkim/1 = pass (a ";" (b)) reason="x; y" header.d = example.org;;x;none'
    const { by, results: found } = parseAuthResults(text)
    expect(by).toBe('mx; 1')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ method: 'dkim', result: 'pass' })
    expect([...found[0]!.properties]).toEqual([
      ['reason', 'x; y'],
      ['header.d', 'example.org'],
    ])
  })

  it('a comment cannot become a result', () => {
    const of = (text: string) => parseAuthResults(`mx; ${text}`).results.map(({ method }) => method)
    expect(of('spf=fail (; dmarc=pass header.from=example.org)')).toEqual(['spf'])
    expect(of('spf=fail (never ends; dmarc=pass')).toEqual(['spf'])
    expect(of('spf=fail reason="; dmarc=pass"')).toEqual(['spf'])
  })

  it('a quote without an end takes the rest', () => {
    expect(parseAuthResults(`mx; x="${'\\"'.repeat(8000)}; dmarc=pass`).results).toEqual([])
  })

  it('any text can be parsed', () => {
    const piece = fc.constantFrom(
      'dmarc',
      '=',
      'pass',
      ';',
      '(',
      ')',
      '"',
      '\\',
      ' ',
      'mx',
      '.',
      'header.from',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (all) => {
        for (const { method } of parseAuthResults(all.join('')).results) expect(method).toMatch(/^[\w-]+$/)
      }),
    )
  })
})
