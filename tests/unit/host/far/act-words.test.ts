// An act of a phone is shown to a person, so each has words in both languages.
import { expect, test } from 'vitest'
import { ACT_RULES } from '../../../../src/main/host/far/acts/act-rules.ts'
import { phones as english } from '../../../../src/renderer/messages/en/phones.ts'
import { phones as japanese } from '../../../../src/renderer/messages/ja/phones.ts'

const KEPT = Object.entries(ACT_RULES).flatMap(([noun, rules]) =>
  Object.entries(rules).flatMap(([method, rule]) => (rule === null ? [] : [`${noun}.${method}`])),
)

test.each([
  ['English', english],
  ['Japanese', japanese],
])('each call of a phone that is kept has words in %s', (_, { kinds }) => {
  const named = new Set(Object.keys(kinds))
  expect(KEPT.length).toBeGreaterThan(50)
  expect(KEPT.filter((call) => !named.has(call) && !named.has(call.split('.')[0]!))).toEqual([])
})

test('no words are for a call that is not kept', () => {
  const known = new Set([...KEPT, ...KEPT.map((call) => call.split('.')[0]!), 'files.add'])
  expect(Object.keys(english.kinds).filter((kind) => !known.has(kind))).toEqual([])
})
