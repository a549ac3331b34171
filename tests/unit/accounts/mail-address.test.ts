// Parts of a typed address go into names of DNS, pages and commands, so only plain ones pass.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostName, parseAddress } from '../../../src/core/accounts/discovery/mail-address.ts'
import { refused } from '../../support/refused.ts'

describe('a typed address', () => {
  it.each([
    ['Mara@Example.ORG', 'Mara', 'example.org'],
    ['  mara@example.org\n', 'mara', 'example.org'],
    ['mara@bücher.example', 'mara', 'xn--bcher-kva.example'],
    ['mara@例え。テスト', 'mara', 'xn--r8jz45g.xn--zckzah'],
    ["o'neil+x/y=z@example.org", "o'neil+x/y=z", 'example.org'],
    ['a..b.@docomo.ne.jp', 'a..b.', 'docomo.ne.jp'],
    ['めい@example.org', 'めい', 'example.org'],
    ['mara@localhost', 'mara', 'localhost'],
  ])('%j has two parts', (typed, local, domain) => {
    expect(parseAddress(typed)).toEqual({ local, domain })
  })

  it.each([
    '',
    'mara',
    '@example.org',
    'mara@',
    'mara@@example.org',
    'mara@example.org\r\nRCPT TO:<eve@example.org>',
    'mara eve@example.org',
    'mara\0@example.org',
    '"mara"@example.org',
    '<mara@example.org>',
    'mara@example.org/path',
    'mara@example.org:993',
    'mara@example.org?x',
    'mara@example.org#x',
    'mara@user:secret@example.org',
    'mara@[127.0.0.1]',
    'mara@127.0.0.1',
    'mara@0x7f.1',
    'mara@2130706433',
    'mara@-example.org',
    'mara@example..org',
    'mara@exam%70le.org',
    'mara@exa\u202emple.org',
    `${'m'.repeat(65)}@example.org`,
    `mara@${'a.'.repeat(130)}org`,
    `mara@${'a'.repeat(64)}.org`,
  ])('%j is refused', (typed) => {
    expect(() => parseAddress(typed)).toThrow(refused('INVALID'))
  })

  it('is refused, or has a domain of letters, digits, dots and hyphens only', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('@', '.', 'a', '。', '／'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        try {
          expect(parseAddress(pieces.join('')).domain).toMatch(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/)
        } catch (error) {
          expect(error).toEqual(refused('INVALID'))
        }
      }),
    )
  })
})

describe('a name of a host', () => {
  it.each([
    ['IMAP.Example.org.', 'imap.example.org'],
    ['.', null],
    ['', null],
    ['::1', null],
    ['10.0.0.1', null],
    ['imap.example.org.evil\0.example', null],
    ['_imaps._tcp.example.org', null],
  ])('%j → %j', (raw, name) => {
    expect(hostName(raw)).toBe(name)
  })
})
