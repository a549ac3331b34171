// The JSON of letters: flat, without a nested policy, because scripts depend on its names.
import { expect, test } from 'vitest'
import {
  PLAIN_POLICY,
  type Draft,
  type Letter,
  type LetterSummary,
} from '../../../src/core/contract/index.ts'
import { draftJson, letterJson, summaryJson } from '../../../src/main/headless/letter-json.ts'

const expires = '2031-04-01T09:00:00.000Z'

test('a row of a list has its mode, urgency and expiry beside its other facts', () => {
  const summary = { subject: 'Keys', policy: { ...PLAIN_POLICY, mode: 'open', urgent: true, expires } }
  expect(summaryJson(summary as LetterSummary)).toEqual({
    ...{ subject: 'Keys', mode: 'open', urgent: true, expiresAt: expires },
  })
})

test('the row of a draft without a chosen mode is controlled', () => {
  const summary = { subject: 'Keys', policy: PLAIN_POLICY } as LetterSummary
  expect(summaryJson(summary)).toMatchObject({ mode: 'controlled', urgent: false, expiresAt: null })
})

test('an opened letter has its mode and urgency beside its text', () => {
  const letter = { text: 'x', policy: { ...PLAIN_POLICY, mode: 'controlled' } } as Letter
  expect(letterJson(letter)).toEqual({ text: 'x', mode: 'controlled', urgent: false })
})

test('a draft has every choice of its author beside its text', () => {
  const draft = { text: 'x', policy: { ...PLAIN_POLICY, hold: true, expires } } as Draft
  expect(draftJson(draft)).toEqual({ text: 'x', ...PLAIN_POLICY, hold: true, expires })
})
