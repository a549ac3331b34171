// Writing to a group, to oneself and to everyone: allowed combinations, the sentences, and the
// order to the engine.
import { afterEach, expect, test } from 'vitest'
import { PLAIN_POLICY, type GroupSummary } from '../../../src/core/contract/index.ts'
import { together } from '../../../src/renderer/audiences/index.ts'
import { describeAudience } from '../../../src/renderer/compose/audience-words.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import {
  BLANK,
  findProblem,
  isBlank,
  type LetterContent,
} from '../../../src/renderer/state/letter-content.ts'
import { resolveReaders } from '../../../src/renderer/state/readers.ts'
import { choir, group } from '../groups/groups-of-tests.ts'
import { alice } from './people-of-tests.ts'

const now = new Date(2026, 10, 24, 12, 0)
const news = group('News', { role: 'reader', owner: alice })
const old = group('Old', { membership: 'left' })
const GROUPS: GroupSummary[] = [choir, news, old]
const readersOf = (to: string[]) => resolveReaders(to, [alice], GROUPS)
afterEach(() => setLocale('en'))

function write(to: string[], changed: Partial<LetterContent> = {}): LetterContent {
  return { ...BLANK, to, subject: 'Keys', ...changed }
}

function tell(to: string[], changed: Partial<LetterContent> = {}): string[] {
  return describeAudience(write(to, changed), readersOf(to), now).sentences
}

test('a group is found by its key, and the audience that results is known', () => {
  expect(
    [[alice.person], [choir.group], ['self'], ['public'], [alice.person, 'self']].map((to) => {
      const { isNoticed, isPublished, reports, isMixed } = together(readersOf(to))
      return [isNoticed, isPublished, reports, isMixed]
    }),
  ).toEqual([
    [true, false, true, false],
    [true, false, true, false],
    [false, false, false, false],
    [true, true, false, false],
    [true, false, false, true],
  ])
})

test('the sentence under “To” says who can read the letter', () => {
  expect([tell([choir.group]), tell(['self']), tell(['public'])]).toEqual([
    [
      'The 3 members of Choir can read this. People who join later can’t, unless they may see earlier posts.',
      'You’ll see when members open it.',
    ],
    ['Only you can read this.', 'The note stays in your store. Nobody is notified.'],
    ['Anyone can read this. Once it’s public, you can’t take it back.'],
  ])
  expect(tell(['public'], { when: 'hold' })[1]).toBe('The post appears when you release it.')
})

test('in Japanese a group name is in brackets', () => {
  setLocale('ja')
  expect(tell([choir.group])[0]).toMatch(/^この手紙を読めるのは「Choir」のメンバー3人です。/)
})

test('a member who may only read learns this before sending', () => {
  expect(tell([news.group])).toEqual(['In News you can read and reply. Alice decides who can post.'])
})

test.each([
  ['notAlone', [alice.person, 'public']],
  ['notAlone', [choir.group, 'self']],
  ['notPoster', [news.group]],
  ['notMember', [old.group]],
] as const)('a letter to these audiences cannot be sent for the reason %s', (problem, to) => {
  expect(findProblem(write([...to]), readersOf([...to]), now)).toBe(problem)
})

test('a sending time in the past does not block a note, and an expiry does not block a public post', () => {
  const past = new Date(now.getTime() - 60_000).toISOString()
  expect(
    findProblem(
      write(['self'], { when: 'at', policy: { ...PLAIN_POLICY, at: past } }),
      readersOf(['self']),
      now,
    ),
  ).toBeNull()
  expect(
    findProblem(
      write(['public'], { policy: { ...PLAIN_POLICY, expires: past } }),
      readersOf(['public']),
      now,
    ),
  ).toBeNull()
})

test('the heading of the composer names the act', () => {
  const replaces = 'fumikura://ref/before' as LetterContent['replaces']
  const describeDesk = (to: string, changed: Partial<LetterContent> = {}) => {
    const { title, action } = together(readersOf([to])).row.desk(write([], changed))
    return [title, action]
  }
  expect([
    describeDesk(alice.person),
    describeDesk('self'),
    describeDesk('self', { replaces }),
    describeDesk('public'),
    describeDesk('public', { replaces }),
    describeDesk('public', { when: 'hold' }),
  ]).toEqual([
    ['New letter', 'Send'],
    ['New note', 'Save'],
    ['Edit the note', 'Save the new version'],
    ['New public post', 'Publish'],
    ['Edit the public post', 'Publish the new version'],
    ['New public post', 'Store and hold'],
  ])
})

test('oneself or everyone as the only choice does not create a draft', () => {
  expect([isBlank({ ...BLANK, to: ['self'] }), isBlank({ ...BLANK, to: [alice.person] })]).toEqual([
    true,
    false,
  ])
})
