// Two complete languages, switched while a text is shown; times and sizes in the form of each.
import { describe, expect, it, vi } from 'vitest'
import { ERROR_CODES, EngineError } from '../../../src/core/contract/index.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { describeError } from '../../../src/renderer/messages/errors.ts'
import { createFormats } from '../../../src/renderer/messages/formats.ts'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { chooseLocale, findRegion } from '../../../src/renderer/messages/locale.ts'
import { f, m, setLocale } from '../../../src/renderer/messages/messages.svelte.ts'

// A time zone with daylight saving; on UTC the test would prove nothing.
vi.hoisted(() => (process.env.TZ = 'Europe/Lisbon'))

/** `inbox.title` → the sentence, functions as they are. */
function flatten(value: object, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null
      ? flatten(inner as object, `${path}${name}.`)
      : [[`${path}${name}`, inner] as [string, unknown]],
  )
}

describe('the sentences', () => {
  it('have the same keys in both languages, none of them empty', () => {
    const [english, japanese] = [flatten(en), flatten(ja)]
    expect(japanese.map(([path]) => path).toSorted()).toEqual(english.map(([path]) => path).toSorted())
    expect([...english, ...japanese].filter(([, sentence]) => sentence === '')).toEqual([])
  })

  it('are translated in Japanese, none is left in English', () => {
    const english = new Map(flatten(en))
    const left = flatten(ja).filter(
      ([path, sentence]) =>
        typeof sentence === 'string' && sentence === english.get(path) && / [a-z]/i.test(sentence),
    )
    expect(left.filter(([path]) => path !== 'palette.language.en')).toEqual([])
  })

  it('follow the language at once', () => {
    setLocale('ja')
    expect([m.boxes.inbox, f.list(['一', '二'])]).toEqual(['受信箱', '一、二'])
    setLocale('en')
    expect([m.boxes.inbox, f.list(['one', 'two'])]).toEqual(['Inbox', 'one and two'])
  })

  it('cover every refusal code; any other error counts as an internal fault', () => {
    setLocale('en')
    expect(ERROR_CODES.map((code) => describeError(new EngineError(code, '')))).toEqual(
      ERROR_CODES.map((code) => en.errors[code]),
    )
    expect(describeError(new TypeError('x'))).toBe(en.errors.INTERNAL)
    const many = new EngineError('QUOTA', '', { details: { reason: 'deletions' } })
    expect(describeError(many)).toBe(en.connection.manyDeletions)
  })
})

describe('a browser’s languages', () => {
  it.each([
    [['ja-JP', 'en'], 'ja'],
    [['de-DE', 'ja'], 'ja'],
    [['en-GB', 'ja'], 'en'],
    [['de'], 'en'],
    [[], 'en'],
  ])('%j choose %s', (wanted, locale) => {
    expect(chooseLocale(wanted)).toBe(locale)
  })
})

it.each([
  ['en', ['ja-JP', 'en-GB', 'en-US'], 'en-GB'],
  ['ja', ['en-GB', 'ja'], 'ja'],
  ['ja', ['en-GB'], 'ja'],
  ['en', ['enm'], 'en'],
] as const)('%s among %j is written as in %s', (locale, wanted, region) => {
  expect(findRegion(locale, wanted)).toBe(region)
})

describe('times', () => {
  const now = new Date(2026, 10, 24, 12, 0)
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString()
  const english = createFormats('en', en.common)
  const japanese = createFormats('ja', ja.common)

  it.each([
    ['a minute ago', at(2026, 10, 24, 11, 59), '11:59', '11:59'],
    ['just after midnight', at(2026, 10, 24, 0, 5), '00:05', '0:05'],
    ['yesterday', at(2026, 10, 23, 23, 59), 'Yesterday', '昨日'],
    ['three days ago', at(2026, 10, 21, 8, 0), 'Sat', '土'],
    ['a week ago', at(2026, 10, 17, 8, 0), 'Nov 17', '11月17日'],
    ['another year', at(2024, 1, 29, 8, 0), 'Feb 29, 2024', '2024年2月29日'],
    ['tomorrow', at(2026, 10, 25, 8, 0), 'Nov 25', '11月25日'],
  ])('are short in a list: %s', (_, time, inEnglish, inJapanese) => {
    expect(english.shortDay(time, now)).toBe(inEnglish)
    expect(japanese.shortDay(time, now).replace(/^0(\d:)/, '$1')).toBe(inJapanese)
  })

  it('are complete in a sentence', () => {
    const times = [
      ...[at(2026, 10, 24, 9, 7), at(2026, 10, 23, 9, 7)],
      ...[at(2026, 10, 25, 8, 0), at(2026, 11, 1, 18, 0)],
    ]
    expect(times.map((time) => english.dayAndTime(time, now))).toEqual([
      'today at 09:07',
      'yesterday at 09:07',
      'tomorrow at 08:00',
      'December 1 at 18:00',
    ])
    expect(times.map((time) => japanese.dayAndTime(time, now).replace(/ 0(\d:)/, ' $1'))).toEqual([
      '今日 9:07',
      '昨日 9:07',
      '明日 8:00',
      '12月1日 18:00',
    ])
  })

  it('count days by the calendar, also across a change of daylight saving', () => {
    const monday = new Date(2026, 2, 30, 0, 30)
    expect(english.shortDay(new Date(2026, 2, 29, 0, 30).toISOString(), monday)).toBe('Yesterday')
  })

  it('are relative to now', () => {
    const hours = (count: number) => new Date(now.getTime() + count * 3_600_000).toISOString()
    expect([
      english.relative(hours(3), now),
      english.relative(hours(-48), now),
      english.relative(hours(0), now),
    ]).toEqual(['in 3 hours', '2 days ago', 'this minute'])
  })
})

it.each([
  [0, '0 B'],
  [558, '558 B'],
  [999, '999 B'],
  [4096, '4.1 kB'],
  [84_200, '84 kB'],
  [999_600, '1 MB'],
  [4_800_000_000, '4.8 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(createFormats('en', en.common).bytes(bytes)).toBe(text)
})
