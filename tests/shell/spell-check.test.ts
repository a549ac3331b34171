// Spelling: no dictionary is fetched from anybody before the person wants it.
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

test('off, it is off, and no language is named that a dictionary could be fetched for', () => {
  set(false, false)
  expect([session.isSpellChecked, session.dictionaries]).toEqual([false, null])
})

test('on, it takes the person’s languages that there are', () => {
  set(true, false)
  expect([session.isSpellChecked, session.dictionaries]).toEqual([true, ['de', 'en-US']])
})

test('on a Mac the system knows the languages by itself', () => {
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
])('of %j the dictionaries are %j', (languages, chosen) => {
  expect(chooseDictionaries(languages, ['de', 'en-GB', 'en-US', 'fr'])).toEqual(chosen)
})

test('where there are no dictionaries at all none is chosen', () => {
  expect(chooseDictionaries(['de'], [])).toEqual([])
})
