// Whom an answer to a mail goes to.
import { expect, test } from 'vitest'
import { decideAnswer, type AnsweredMail } from '../../../src/core/outside/decide-answer.ts'
import type { MailAddress } from '../../../src/core/store/index.ts'

const named = (...addresses: string[]): MailAddress[] => addresses.map((address) => ({ name: '', address }))
const isOwn = (address: string): boolean => /^(?:jun|tanaka)@example\.net$/i.test(address)
const MAIL: AnsweredMail = {
  from: named('mara@example.org'),
  replyTo: [],
  followUpTo: [],
  to: named('jun@example.net', 'eve@example.org', 'Mara@Example.org'),
  deliveredTo: [],
  isReport: false,
}
const answer = (more: Partial<AnsweredMail> = {}) => {
  const { sender, all, from } = decideAnswer({ ...MAIL, ...more }, isOwn)
  return [sender, all].map((some) => some.map(({ address }) => address)).concat([[from ?? '']])
}

test.each<[string, Partial<AnsweredMail>, string[][]]>([
  [
    'the sender, and everyone but oneself, each once',
    {},
    [['mara@example.org'], ['mara@example.org', 'eve@example.org'], ['jun@example.net']],
  ],
  ['nobody, if a server reports about a mail', { isReport: true }, [[], [], ['']]],
  [
    'where Reply-To says',
    { replyTo: named('list@example.org') },
    [['list@example.org'], ['list@example.org', 'eve@example.org', 'Mara@Example.org'], ['jun@example.net']],
  ],
  [
    'everyone where Mail-Followup-To says',
    { followUpTo: named('list@example.org', 'jun@example.net') },
    [['mara@example.org'], ['list@example.org'], ['jun@example.net']],
  ],
  [
    'those whom an own mail went to',
    { from: named('jun@example.net'), to: named('eve@example.org', 'tanaka@example.net') },
    [['eve@example.org'], ['eve@example.org'], ['tanaka@example.net']],
  ],
  [
    'the sender if Reply-To names nobody but oneself',
    { replyTo: named('jun@example.net'), to: named('jun@example.net') },
    [['mara@example.org'], ['mara@example.org'], ['jun@example.net']],
  ],
])('an answer goes to %s', (_name, mail, expected) => {
  expect(answer(mail)).toEqual(expected)
})

test('an answer is from the address that the mail was delivered to', () => {
  const deliveredTo = ['forwarded@example.com', 'Tanaka@example.net']
  expect(decideAnswer({ ...MAIL, deliveredTo }, isOwn).from).toBe('Tanaka@example.net')
  expect(decideAnswer({ ...MAIL, to: named('list@example.org') }, isOwn).from).toBeNull()
})
