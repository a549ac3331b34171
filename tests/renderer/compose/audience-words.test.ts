// The sentences that say who can read a letter, in both languages.
import { afterEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { describeAudience } from '../../../src/renderer/compose/audience-words.ts'
import { BLANK, type LetterContent } from '../../../src/renderer/state/letter-content.ts'
import { resolveReaders } from '../../../src/renderer/state/readers.ts'
import { alice, bob, contact } from './people-of-tests.ts'

const eve = contact('Eve', { blocked: true })
const now = new Date(2026, 10, 24, 12, 0)
afterEach(() => setLocale('en'))

function tell(to: string[], changed: Partial<LetterContent> = {}) {
  const readers = resolveReaders(to, [alice, bob, eve])
  const words = describeAudience({ ...BLANK, to, ...changed }, readers, now)
  return words.sentences
}

test('a controlled letter names its readers, and says that opening reports to the author', () => {
  expect(tell([alice.person, bob.person])).toEqual([
    'Only Alice and Bob can open this. You’ll see when they open it.',
  ])
})

test('an open letter says that opening reports nothing and that it cannot be recalled', () => {
  expect(tell([alice.person], { policy: { ...PLAIN_POLICY, mode: 'open' } })).toEqual([
    'Only Alice can open this. You won’t see when they open it, and you can’t recall it.',
  ])
})

test('the sentence includes a schedule and an expiry; for a held letter it says who decides', () => {
  const at = new Date(2026, 10, 24, 18, 0).toISOString()
  const expires = new Date(2026, 11, 1, 18, 0).toISOString()
  expect(tell([bob.person], { when: 'at', policy: { ...PLAIN_POLICY, at, expires } }).slice(1)).toEqual([
    'Readers will be notified Tuesday November 24, 18:00.',
    'The letter expires Tuesday December 1, 18:00.',
  ])
  expect(tell([bob.person], { when: 'hold' }).slice(1)).toEqual([
    'Readers will be notified when you release the letter.',
  ])
})

test('unknown and blocked people are named first', () => {
  expect([tell(['Zed', alice.person]), tell(['Zed', 'Yan']), tell([eve.person])]).toEqual([
    ['“Zed” isn’t a contact. Remove the name, or invite them.'],
    ['“Zed” and “Yan” aren’t contacts. Remove the names, or invite them.'],
    ['You’ve blocked Eve. Unblock or remove them to send this.'],
  ])
})

test('in Japanese a person’s name has さん', () => {
  setLocale('ja')
  expect(tell([alice.person, bob.person])).toEqual([
    'この手紙を開けるのはAliceさん、Bobさんだけです。相手が開くと、自分に分かります。',
  ])
})

test('a mail address gets an ordinary mail, which nobody takes back, beside persons too', () => {
  expect([
    tell(['mara@harbour.example']),
    tell([alice.person, 'Mara <mara@harbour.example>', 'x@y.example']),
  ]).toEqual([
    [
      'mara@harbour.example gets an ordinary mail. Once it’s sent you can’t take it back, and the mail providers can read it.',
    ],
    [
      'Only Alice can open this. You’ll see when they open it.',
      'Mara and x@y.example get an ordinary mail. Once it’s sent you can’t take it back, and the mail providers can read it.',
    ],
  ])
})
