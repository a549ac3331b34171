// The marks in a search result; the text itself never changes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginAtHit, markHits, queryWords } from '../../../src/renderer/state/highlight.ts'

const marked = (text: string, query: string): string =>
  markHits(text, queryWords(query))
    .map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text))
    .join('')

describe('marking', () => {
  it('finds words in any case and width, in English and Japanese', () => {
    expect([
      marked('The Harbour, and the harbourmaster', 'HARBOUR'),
      marked('明日の会議は京都で', '会議 京都'),
      marked('ＦＡＸ １２３', 'fax 12'),
    ]).toEqual(['The [Harbour], and the [harbour]master', '明日の[会議]は[京都]で', '[ＦＡＸ] [１２]３'])
  })

  it('ignores filters, and matches a quoted phrase word by word', () => {
    expect([
      queryWords('from:ana is:sealed "round table" label:"old harbour" http:x'),
      marked('a round table', '"round table"'),
    ]).toEqual([['round', 'table', 'http:x'], 'a [round] [table]'])
  })

  it('marks the words of titles and file names, and none that is left out', () => {
    expect(
      queryWords('subject:tides -draft OR filename:"tide table" -subject:old larger:1M in:notes'),
    ).toEqual([...['tides', 'tide', 'table']])
    expect(marked('Tides and draft', 'subject:tides -draft')).toBe('[Tides] and draft')
  })

  it('joins overlapping matches', () => {
    expect(marked('ababa', 'aba bab')).toBe('[abab]a')
  })

  it('treats HTML characters as plain text', () => {
    expect(marked('<b>x</b> & more', '<b> &')).toBe('[<b>]x</b> [&] more')
  })

  it('gives pieces that join to the same text, for every text and every query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, query) => {
        const pieces = markHits(text, queryWords(query))
        return (
          pieces.map((piece) => piece.text).join('') === text && pieces.every((piece) => piece.text !== '')
        )
      }),
    )
  })
})

describe('starting an excerpt at a hit', () => {
  const begin = (text: string, query: string): string => beginAtHit(text, queryWords(query))

  it('cuts a long text before the hit, at the beginning of a word', () => {
    expect([
      begin('It hangs in the shed, behind the map of the moors.', 'moors'),
      begin('明日の午前中に京都駅の西の改札口の前で待ち合わせて、会議へ行きます。', '会議'),
    ]).toEqual(['… map of the moors.', '… 会議へ行きます。'])
  })

  it('leaves a text alone if its hit is visible anyway, and a text without a hit', () => {
    expect([begin('It hangs in the shed.', 'shed'), begin('It hangs in the shed.', 'map')]).toEqual([
      'It hangs in the shed.',
      'It hangs in the shed.',
    ])
  })

  it('always keeps the hit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        expect(
          markHits(begin(`${before} needle ${after}`, 'needle'), ['needle']).some(({ isHit }) => isHit),
        ).toBe(true)
      }),
    )
  })
})
