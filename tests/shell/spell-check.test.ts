// Spelling. No dictionary is downloaded without the person's consent.
import { beforeEach, expect, test } from 'vitest'
import type { Session } from 'electron'
import { chooseDictionaries, setSpellCheck } from '../../src/main/shell/spell-check.ts'
import { FakeSession } from './support/fake-session.ts'

let session: FakeSession
const set = (isOn: boolean, isMac: boolean, languages: string[] = ['de-AT', 'ja']): void =>
  setSpellCheck(session as unknown as Session, { isOn, isMac, languages })

beforeEach(() => {
  session = new FakeSession()
})

test('switched off, spell checking names no language for which a dictionary could be fetched', () => {
  set(false, false)
  expect([session.isSpellChecked, session.dictionaries]).toEqual([false, null])
})

test('switched on, spell checking uses the person’s languages that have a dictionary', () => {
  set(true, false)
  expect([session.isSpellChecked, session.dictionaries]).toEqual([true, ['de', 'en-US']])
})

test('on a Mac the system finds the languages', () => {
  set(true, true)
  expect([session.isSpellChecked, session.dictionaries]).toEqual([true, null])
})

test.each([
  [
    ['en-GB', 'fr-CA'],
    ['en-GB', 'fr'],
  ],
  [['EN-gb'], ['en-GB']],
  [
    ['de-DE', 'de-AT'],
    ['de', 'en-US'],
  ],
  [['ja'], ['en-US']],
  [[], ['en-US']],
])('the dictionaries for %j are %j', (languages, chosen) => {
  expect(chooseDictionaries(languages, ['de', 'en-GB', 'en-US', 'fr'])).toEqual(chosen)
})

test('without any dictionaries none is chosen', () => {
  expect(chooseDictionaries(['de'], [])).toEqual([])
})
