// When one request may stop the mails of a sender: only if they signed that offer.
import { expect, it } from 'vitest'
import { checkMail } from '../../../src/core/mail/mail-checks.ts'

const PASS = 'Authentication-Results: mx; dkim=pass header.d=shop.example header.s=k header.b=AbC/1'
const HOP = 'Received: from a (b [192.0.2.1]) by mx with ESMTPS; Mon, 5 Jan 2004'
const SIGNED =
  'DKIM-Signature: v=1; d=Shop.example; s=k; h=From:List-Unsubscribe:\r\n List-Unsubscribe-Post; b=AbC/1\r\n 23='
const LINK = 'List-Unsubscribe: <https://shop.example/out?1>, <mailto:out@shop.example>'
const POST = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'
const isOneClick = (lines: readonly string[], trusted: string[] | null = []): boolean =>
  checkMail(Buffer.from([...lines, 'From: a@shop.example', '', ''].join('\r\n')), trusted).isOneClick

it('is one request if a signature that passed covers both fields', () => {
  expect(isOneClick([PASS, HOP, SIGNED, LINK, POST])).toBe(true)
})

it.each([
  ['no results', [HOP, SIGNED, LINK, POST]],
  ['results of the sender', [HOP, PASS, SIGNED, LINK, POST]],
  ['a signature that failed', [PASS.replace('pass', 'fail'), HOP, SIGNED, LINK, POST]],
  ['another signature', [PASS.replace('AbC', 'AbD'), HOP, SIGNED, LINK, POST]],
  ['another signer', [PASS.replace('shop', 'other'), HOP, SIGNED, LINK, POST]],
  ['one field signed', [PASS, HOP, SIGNED.replace('\r\n List-Unsubscribe-Post', ''), LINK, POST]],
  [
    'two fields, of which one is signed',
    [PASS, HOP, 'List-Unsubscribe: <https://evil.example>', SIGNED, LINK, POST],
  ],
  [
    'two signatures that may be meant',
    [PASS.replace(' header.b=AbC/1', ''), HOP, SIGNED, SIGNED, LINK, POST],
  ],
  ['no link with TLS', [PASS, HOP, SIGNED, LINK.replace('https', 'http'), POST]],
  ['no offer', [PASS, HOP, SIGNED, LINK, 'List-Unsubscribe-Post: yes']],
])('is not with %s', (_, lines) => {
  expect(isOneClick(lines)).toBe(false)
})

it('is not in a file', () => {
  expect(isOneClick([PASS, HOP, SIGNED, LINK, POST], null)).toBe(false)
})
