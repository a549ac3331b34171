// The JSON of letters: flat, without a nested policy, because scripts depend on its names.
import { expect, test } from 'vitest'
import {
  PLAIN_POLICY,
  type Draft,
  type Letter,
  type LetterStatus,
  type LetterSummary,
} from '../../../src/core/contract/index.ts'
import { draftJson, letterJson, statusJson, summaryJson } from '../../../src/main/headless/letter-json.ts'

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

test('a letter that is being let go is held for a script, with a detail', () => {
  const status = {
    readers: [
      { name: 'bob', state: 'letting-go' },
      { name: 'carol', state: 'held' },
    ],
    tally: { 'letting-go': 1, held: 1, notified: 2 },
  } as unknown as LetterStatus
  expect(statusJson(status)).toEqual({
    readers: [
      { name: 'bob', state: 'held', detail: 'letting-go' },
      { name: 'carol', state: 'held', detail: null },
    ],
    tally: { held: 2, notified: 2 },
  })
})
