// Which names are allowed, and which look alike.
import { describe, expect, test } from 'vitest'
import { toText } from '../../../src/core/base/index.ts'
import { checkName, findLookAlikes, isName } from '../../../src/core/identity/index.ts'

describe('isName() refuses a name that', () => {
  test.each([
    ['is empty', ''],
    ['is a zero width space', '\u200b'],
    ['ends with a zero width space', 'alice\u200b'],
    ['begins with a zero width space', '\u200balice'],
    ['changes the reading direction', '\u202eecila'],
    ['has a mark of direction', 'alice\u200e'],
    ['isolates a reading direction', '\u2067alice\u2069'],
    ['is a Hangul filler', '\u3164'],
    ['ends with a Hangul filler', 'alice\u3164'],
    ['is a Hangul Choseong filler', '\u115f\u1160'],
    ['is a halfwidth filler', '\uffa0'],
    ['is a blank of Braille', '\u2800'],
    ['has a blank of Braille', 'ali\u2800ce'],
    ['has a soft hyphen', 'ali\u00adce'],
    ['has a grapheme joiner', 'ali\u034fce'],
    ['has tag characters', 'alice\u{e0061}\u{e007f}'],
    ['has a variation selector', 'alice\ufe0f'],
    ['has an ideographic variation selector after a letter', 'alice\u{e0100}'],
    ['has a joiner between Latin letters', 'ali\u200dce'],
    ['has a non-joiner at its end', 'علی\u200c'],
    ['has a byte order mark', '\ufeffalice'],
    ['has a musical blank', '\u{1d159}'],
    ['is a blank of hieroglyphs', '\u{13441}'],
    ['has a blank of hieroglyphs', 'alice\u{13442}'],
    ['has a Khitan filler', '\u738b\u{16fe4}'],
    ['is of marks alone', '\u0301\u0302'],
    ['begins with a mark', '\u0301alice'],
    ['has a pile of marks', 'a\u0316\u0317\u0318\u0319\u031c\u031dlice'],
    ['is blank', '\u3000'],
    ['has a line break', 'ali\nce'],
    ['has a wide space', 'ali\u3000ce'],
    ['has two spaces', 'ali  ce'],
    ['ends with a space', 'alice '],
    ['is not composed', 'e\u0301lise'],
    ['has half a character', 'alice\ud83d'],
    ['has a private character', 'alice\uf8ff'],
    ['is of punctuation alone', '...'],
    ['means oneself', 'self'],
    ['means everyone', 'Public'],
    ['means everyone, wide', 'ｐｕｂｌｉｃ'],
    ['looks like everyone', 'рublіс'],
    ['means everyone, with a dot', 'public.'],
    ['means oneself in a search', 'ME'],
    ['means others in a list', 'others'],
    ['is an option', '--help'],
    ['is a link', 'fumikura://person/abc'],
    ['is an id', toText(new Uint8Array(32).fill(7))],
    ['is an id in hex', 'ab'.repeat(32)],
  ])('%s', (_, name) => {
    expect(isName(name)).toBe(false)
  })
})

test.each([
  ...['Alice', 'alice (work)', "O'Neil-Smith", 'Zoë', '山田 太郎', '葛\u{e0100}城', 'ガブリエル', '김민준'],
  ...[
    'علی\u200cرضا',
    'क्\u200dषमा',
    'Anna 👩🏽\u200d🚀',
    '☕\ufe0f Club',
    '🇯🇵',
    '2nd choir',
    'Metallica',
    'Selfridge',
  ],
])('isName() allows %s', (name) => {
  expect(isName(name.normalize('NFC'))).toBe(true)
})

test('checkName() composes a name and collapses its blanks before the check', () => {
  expect(checkName('  Zoe\u0308 \u3000 Li ')).toBe('Zoë Li')
  expect(() => checkName('a\u200b')).toThrow(expect.objectContaining({ code: 'INVALID' }) as Error)
  expect(() => checkName('x'.repeat(129))).toThrow(expect.objectContaining({ code: 'INVALID' }) as Error)
})

test.each([
  ['Cyrillic', 'alice', 'alіce'],
  ['Greek', 'Nora', 'Νοra'],
  ['fullwidth', 'alice', 'ａｌｉｃｅ'],
  ['case', 'alice', 'ALICE'],
  ['a capital for a small letter', 'alice', 'aIice'],
  ['a digit', 'Olivia', '0livia'],
  ['letters that run together', 'Emma', 'Ernrna'],
  ['an accent', 'Rene', 'René'],
  ['blanks and dots', 'Jo Ann', 'Jo.Ann'],
  ['the form of an ideograph', '葛城', '葛\u{e0100}城'],
  ['kana and ideograph', 'ロボ', '口ボ'],
])('%s: %s and %s look alike', (_, name, other) => {
  const [one, two, third] = [{ name }, { name: other }, { name: 'Somebody else' }]
  const alike = findLookAlikes([one, two, third])
  expect([alike.get(one), alike.get(two), alike.get(third)]).toEqual([[two], [one], []])
})

test.each([
  ['alice', 'alicia'],
  ['かな', 'がな'],
  ['Bob', 'Rob'],
  ['山田', '山口'],
])('%s and %s do not look alike', (name, other) => {
  const [one, two] = [{ name }, { name: other }]
  expect(findLookAlikes([one, two]).get(one)).toEqual([])
})
