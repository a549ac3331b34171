// The content of a composer as a draft and as an order to the engine, and the reasons that block
// sending.
import { expect, test } from 'vitest'
import {
  PLAIN_POLICY,
  type Draft,
  type DraftId,
  type Policy,
  type RefText,
} from '../../../src/core/contract/index.ts'
import {
  BLANK,
  findProblem,
  fromDraft,
  isBlank,
  toDraft,
  type LetterContent,
} from '../../../src/renderer/state/letter-content.ts'
import { resolveReaders } from '../../../src/renderer/state/readers.ts'
import { alice, bob, contact } from './people-of-tests.ts'

const eve = contact('Eve', { blocked: true })
const now = new Date('2026-11-24T12:00:00.000Z')
const inMinutes = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString()
const letter: LetterContent = { ...BLANK, to: [alice.person], subject: 'Keys', text: 'Under the mat.' }

const chosen = (policy: Partial<Policy>): Policy => ({ ...PLAIN_POLICY, ...policy })

function problemOf(changed: Partial<LetterContent>): string | null {
  const content = { ...letter, ...changed }
  return findProblem(content, resolveReaders(content.to, [alice, bob, eve]), now)
}

test('a letter with a reader and text can be sent', () => {
  expect(problemOf({})).toBeNull()
})

test.each([
  ['nobody', { to: [] }],
  ['unknown', { to: ['Zed'] }],
  ['unknown', { typed: 'Ali' }],
  ['blocked', { to: [alice.person, eve.person] }],
  ['empty', { subject: ' ', text: '\n' }],
  ['atMissing', { when: 'at' }],
  ['atPast', { when: 'at', policy: chosen({ at: inMinutes(-1) }) }],
  ['untilPast', { policy: chosen({ expires: inMinutes(0.5) }) }],
  ['untilBeforeAt', { when: 'at', policy: chosen({ at: inMinutes(60), expires: inMinutes(30) }) }],
] as const)('a letter cannot be sent for the reason %s', (problem, changed) => {
  expect(problemOf(changed)).toBe(problem)
})

test('an expiry is ignored if opening reports nothing', () => {
  expect(problemOf({ policy: chosen({ mode: 'open', expires: inMinutes(-5) }) })).toBeNull()
})

test('a draft restores all text and all choices', () => {
  const content: LetterContent = {
    ...letter,
    replyTo: 'fumikura://ref/abc' as RefText,
    replaces: 'fumikura://ref/before' as RefText,
    tags: ['choir', '合唱'],
    when: 'at',
    policy: chosen({ at: inMinutes(60), expires: inMinutes(120), mode: 'open', urgent: true }),
  }
  const kept = { ...toDraft(content), draft: 'd' as DraftId, savedAt: now.toISOString() } as Draft
  expect(fromDraft(kept)).toEqual(content)
})

test('a draft keeps its hold', () => {
  const held: LetterContent = { ...letter, when: 'hold' }
  const kept = { ...toDraft(held), draft: 'd' as DraftId, savedAt: now.toISOString() } as Draft
  expect([kept.policy.hold, fromDraft({ ...kept, replyTo: null }).when]).toEqual([true, 'hold'])
  expect(toDraft(letter).policy).toMatchObject({ hold: false })
})

test('half a name is kept beside the readers, and is restored as typed text', () => {
  const draft = toDraft({ ...letter, typed: ' Bo ' })
  expect(draft).toMatchObject({ to: [alice.person], typed: ['Bo'] })
  const back = fromDraft({
    ...draft,
    attachments: [],
    tags: [],
    typed: ['Bo', 'Zed'],
  } as never)
  expect(back).toMatchObject({ to: [alice.person], typed: 'Bo, Zed' })
})

test('a time that was typed and then not chosen is not kept', () => {
  const policy = chosen({ at: inMinutes(60), urgent: true })
  expect(toDraft({ ...letter, when: 'now', policy }).policy).toEqual(chosen({ urgent: true }))
  expect(toDraft({ ...letter, when: 'hold', policy }).policy).toEqual(chosen({ urgent: true, hold: true }))
})

test('white space alone does not create a draft', () => {
  expect([isBlank(BLANK), isBlank({ ...BLANK, text: ' \n' }), isBlank({ ...BLANK, typed: 'B' })]).toEqual([
    true,
    true,
    false,
  ])
})
