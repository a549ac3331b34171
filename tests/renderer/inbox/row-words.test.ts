// What a row says of a letter, in both languages.
import { describe, expect, it } from 'vitest'
import type { LetterSummary } from '../../../src/core/contract/index.ts'
import { rowWords } from '../../../src/renderer/inbox/row-words.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { createFormats } from '../../../src/renderer/messages/formats.ts'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { ANA, BEN, letter, ME, refOf } from './letters.ts'

const now = new Date('2026-11-24T12:00:00Z')
const english = { m: en, f: createFormats('en', en.common), now, me: ME.person }
const japanese = { m: ja, f: createFormats('ja', ja.common), now, me: ME.person }
const line = (changes: Partial<LetterSummary>, context = english): string =>
  rowWords(letter('Drawings', changes), context).line

describe('the line of a received letter', () => {
  it('says what opening a sealed one tells, by name, or that it tells nobody', () => {
    expect([line({}), line({ mode: 'open' }), line({}, japanese)]).toEqual([
      'Sealed · 4.1 kB · opening tells Ana',
      'Sealed · 4.1 kB · opening tells nobody',
      '封のまま · 4.1 kB · 開くとAnaさんに伝わります',
    ])
  })

  it('says until when it can be opened', () => {
    expect(line({ expiresAt: '2026-12-01T12:00:00Z' })).toMatch(
      /^Sealed · 4.1 kB · opening tells Ana · until .+ 1/,
    )
  })

  it('tells what was said about it, and who knows', () => {
    expect([line({ state: 'done' }), line({ state: 'declined' }, japanese)]).toEqual([
      'Done by you · Ana knows',
      'あなたが辞退 · Anaさんに通知ずみ',
    ])
  })

  it('says that nothing of a recalled one is here', () => {
    const untitled = rowWords(letter('', { state: 'recalled', subject: null }), english)
    expect([line({ state: 'recalled' }), untitled.title, untitled.line]).toEqual([
      'Recalled before you opened it · Nothing of it was kept here',
      '(recalled before you opened it)',
      'Nothing of it was kept here',
    ])
  })

  it('gives the first words of an opened one without the signs of Markdown', () => {
    const excerpt = '# Plan - **first** [see](https://a.example) 1. `code` 2 > 1'
    expect(line({ state: 'referenced', replyTo: refOf('x'), excerpt })).toBe(
      'Opened · a reply · Plan first see code 2 1',
    )
  })
})

describe('a letter of my own', () => {
  const mine = (changes: Partial<LetterSummary>) =>
    rowWords(letter('Drawings', { from: ME, to: [ANA], ...changes }), english)

  it('is named by its readers', () => {
    expect([
      mine({}).who,
      mine({ to: [ANA, BEN] }).who,
      mine({ to: [ANA, BEN, ME] }).who,
      mine({ to: [] }).who,
    ]).toEqual(['to Ana', 'to Ana and 1 other', 'to Ana and 2 others', '(nobody yet)'])
  })

  it('tells the state that all have reached', () => {
    const states = ['notified', 'mixed', 'held', 'scheduled', 'recalled', 'unknown'] as const
    expect(states.map((state) => mine({ state }).line)).toEqual([
      'Notified · not opened yet',
      'Differs by reader',
      'Held by you · nobody can open it',
      'Scheduled · nobody knows of it yet',
      'Recalled in time',
      'Not known whether it was opened',
    ])
  })
})
