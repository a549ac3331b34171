// Texts of other people as a terminal shows them.
import { describe, expect, it } from 'vitest'
import { cleanLine, countColumns, cutToColumns, showSize } from '../../../src/main/headless/screen.ts'
import { parseTime } from '../../../src/main/headless/times.ts'
import { findOpener } from '../../../src/main/headless/browser.ts'
import { createTerminalLog } from '../../../src/main/headless/terminal-log.ts'

describe('a line', () => {
  it('has no control characters of any kind', () => {
    const all = String.fromCodePoint(...Array.from({ length: 0xa0 }, (_, at) => at))
    expect(/[\p{Cc}]/u.test(cleanLine(all + '\u2028\u202a\u2066'))).toBe(false)
    expect(cleanLine('two\r\nlines')).toBe('two lines')
  })

  it.each([
    ['tea', 3],
    ['文庫', 4],
    ['か\u3099', 2],
    ['ﾌﾞﾝｺ', 4],
    ['e\u0301', 1],
    ['😀', 2],
    ['한글', 4],
  ])('%s takes %i columns', (text, columns) => {
    expect(countColumns(text)).toBe(columns)
  })

  it('is cut between characters', () => {
    expect([cutToColumns('文庫文庫', 6), cutToColumns('文庫', 4), cutToColumns('letters', 5)]).toEqual([
      '文庫…',
      '文庫',
      'lett…',
    ])
  })

  it.each([
    [0, '0 B'],
    [6_540, '6.5 kB'],
    [10_000_000_000, '10 GB'],
  ])('a size of %i bytes is written as %s', (bytes, text) => {
    expect(showSize(bytes)).toBe(text)
  })
})

describe('a time', () => {
  const now = Date.parse('2031-04-01T00:00:00Z')

  it.each([
    ['2031-04-02T00:00:00Z', Date.parse('2031-04-02T00:00:00Z')],
    ['2031-04-02T09:00+09:00', Date.parse('2031-04-02T00:00:00Z')],
    ['2031-04-02T09:00', new Date(2031, 3, 2, 9).getTime()],
    ['2031-04-02 09:00', new Date(2031, 3, 2, 9).getTime()],
    ['2031-04-02', new Date(2031, 3, 2).getTime()],
    ['+90s', now + 90_000],
    ['+2h', now + 7_200_000],
    ['+3d', now + 259_200_000],
  ])('%s is understood', (text, time) => {
    expect(parseTime(text, now)).toBe(new Date(time).toISOString())
  })

  it.each(['', '1', 'May', 'tomorrow', '2031-13-01', '2031-04-02T25:00', '+2', '-2h', '+2w'])(
    '%j is refused',
    (text) => {
      expect(() => parseTime(text, now)).toThrow(expect.objectContaining({ code: 'INVALID' }) as Error)
    },
  )
})

it('a browser is opened only if there is a display', () => {
  const openers = [
    findOpener('linux', {}),
    findOpener('linux', { WAYLAND_DISPLAY: 'wayland-0' }),
    findOpener('darwin', {}),
    findOpener('win32', {}),
  ]
  expect(openers.map((opener) => opener?.[0] ?? null)).toEqual([null, 'xdg-open', 'open', 'rundll32'])
})

it('the log prints warnings, and more on request', () => {
  const lines: string[] = []
  const sink = { write: (text: string) => lines.push(text.replace(/^\S+ /, '')) }
  for (const env of [{}, { FUMIKURA_LOG: 'debug' }, { FUMIKURA_LOG: 'nonsense' }]) {
    const log = createTerminalLog(sink, env)
    log.debug('quiet')
    log.warn('loud', { count: 1 })
  }
  expect(lines).toEqual([
    'warn loud {"count":1}\n',
    'debug quiet\n',
    'warn loud {"count":1}\n',
    'warn loud {"count":1}\n',
  ])
})
