// The errors of mail servers in this project's codes, without a server.
import { describe, expect, it } from 'vitest'
import { toMailError } from '../../../src/core/accounts/imap/imap-error.ts'
import { listRefused, toSubmissionError } from '../../../src/core/accounts/smtp/smtp-error.ts'
import { EngineError } from '../../../src/core/contract/errors.ts'

const make = (facts: Record<string, unknown>): Error => Object.assign(new Error('failed'), facts)

describe('of IMAP', () => {
  it.each([
    [
      'a refused sign-in',
      { authenticationFailed: true, responseText: 'Bad\r\n password' },
      'MAIL_REFUSED',
      { line: 'Bad password' },
    ],
    [
      'a sign-in that nobody can check',
      { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' },
      'MAIL_AWAY',
      { retryMs: 300_000 },
    ],
    ['no STARTTLS', { tlsFailed: true }, 'MAIL_UNSAFE', { reason: 'no-tls', fingerprint: null }],
    [
      'words put in before TLS',
      { code: 'STARTTLS_INJECTION', tlsFailed: true },
      'MAIL_UNSAFE',
      { reason: 'no-tls' },
    ],
    ['an old TLS', { code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' }, 'MAIL_UNSAFE', { reason: 'no-tls' }],
    [
      'a reset in the handshake',
      { code: 'ECONNRESET', tlsFailed: true },
      'MAIL_AWAY',
      { reason: 'ECONNRESET' },
    ],
    ['an unknown name', { code: 'ENOTFOUND' }, 'MAIL_AWAY', { reason: 'ENOTFOUND' }],
    [
      'a goodbye',
      { code: 'NoConnection', reason: 'Too many connections' },
      'MAIL_AWAY',
      { line: 'Too many connections', retryMs: 60_000 },
    ],
    [
      'a goodbye with a code',
      { code: 'NoConnection', reason: '[OVERQUOTA] enough' },
      'MAIL_AWAY',
      { retryMs: 3_600_000 },
    ],
    ['a pause in words', { code: 'ETHROTTLE', throttleReset: 92_415 }, 'MAIL_AWAY', { retryMs: 92_415 }],
    [
      'a missing folder',
      { responseStatus: 'NO', mailboxMissing: true, responseText: 'what?' },
      'GONE',
      { line: 'what?' },
    ],
    ['no', { responseStatus: 'NO', responseText: 'no' }, 'MAIL_REFUSED', { line: 'no' }],
    ['a syntax error', { responseStatus: 'BAD', responseText: 'huh' }, 'MAIL_REFUSED', { line: 'huh' }],
    ['a range that is none', { code: 'InvalidSequenceSet' }, 'INVALID', {}],
  ])('maps %s', (_name, facts, code, details) => {
    expect(toMailError(make(facts))).toMatchObject({ code, details })
  })

  it('keeps a refusal of its own, and does not hide a bug', () => {
    const own = new EngineError('MAIL_UNSAFE', 'expired')
    expect(toMailError(own)).toBe(own)
    expect(toMailError(new TypeError('x is not a function'))).toMatchObject({ code: 'INTERNAL' })
  })
})

describe('of submission', () => {
  it.each([
    [
      'a refused sign-in',
      { code: 'EAUTH', responseCode: 535, response: '535 5.7.8 no' },
      'MAIL_REFUSED',
      { line: '535 5.7.8 no', status: 535 },
    ],
    [
      'a sign-in that nobody can check',
      { code: 'EAUTH', responseCode: 454, response: '454 4.7.0 later' },
      'MAIL_AWAY',
      { line: '454 4.7.0 later', retryMs: 300_000 },
    ],
    [
      'a refused mail',
      { code: 'EMESSAGE', responseCode: 554, response: '554 spam' },
      'MAIL_REFUSED',
      { status: 554, isFinal: true },
    ],
    [
      'a mail for later',
      { code: 'EMESSAGE', responseCode: 451, response: '451 greylisted' },
      'MAIL_REFUSED',
      { status: 451, isFinal: false },
    ],
    [
      'a refused computer',
      { code: 'EPROTOCOL', responseCode: 554, response: '554 blocked' },
      'MAIL_REFUSED',
      { isFinal: false },
    ],
    [
      'a goodbye',
      { code: 'EENVELOPE', responseCode: 421, response: '421 bye' },
      'MAIL_AWAY',
      { isUnknown: false },
    ],
    ['no STARTTLS', { code: 'ETLS', command: 'STARTTLS' }, 'MAIL_UNSAFE', { reason: 'no-tls' }],
    ['an old TLS', { code: 'ESOCKET', originalCode: 'EPROTO' }, 'MAIL_UNSAFE', { reason: 'no-tls' }],
    ['an address that is none', { code: 'EENVELOPE', command: 'API' }, 'INVALID', {}],
    [
      'a wire that broke',
      { code: 'ESOCKET', originalCode: 'ECONNRESET', command: 'CONN' },
      'MAIL_AWAY',
      { reason: 'ECONNRESET', isUnknown: false },
    ],
  ])('maps %s', (_name, facts, code, details) => {
    expect(toSubmissionError(make(facts), false)).toMatchObject({ code, details })
  })

  it('leaves open what became of a mail after its last byte', () => {
    const broken = toSubmissionError(make({ code: 'ETIMEDOUT' }), true)
    expect(broken).toMatchObject({ code: 'MAIL_AWAY', details: { isUnknown: true } })
  })

  it('lists the refused recipients', () => {
    const errors = [
      make({ recipient: 'bob@example.org', response: '550 no', responseCode: 550 }),
      make({ recipient: 'carol@example.org', response: '452 later', responseCode: 452 }),
    ] as Parameters<typeof listRefused>[0]
    expect(listRefused(errors)).toEqual([
      { address: 'bob@example.org', line: '550 no', isFinal: true },
      { address: 'carol@example.org', line: '452 later', isFinal: false },
    ])
    expect(listRefused(undefined)).toEqual([])
  })
})
