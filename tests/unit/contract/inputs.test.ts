// The caps and rules of inputs, as the engine's side of every door applies them.
import { describe, expect, it } from 'vitest'
import { PLAIN_POLICY, type Call } from '../../../src/core/contract/index.ts'
import { doorNouns } from '../../../src/core/contract/contract.ts'
import { checkInput } from '../../../src/core/contract/server.ts'

function check(name: string, input: unknown): unknown {
  const [noun = '', method = ''] = name.split('.')
  const calls = doorNouns as unknown as Record<string, Record<string, Call>>
  return checkInput(name, calls[noun]![method]!, input)
}

function codeOf(name: string, input: unknown): string {
  try {
    check(name, input)
    return 'taken'
  } catch (error) {
    return (error as { code: string }).code
  }
}

const letter = { to: ['bob'], subject: 'tea', text: 'at five' }
const time = '2031-04-01T09:00:00.000Z'
const MIB = 1024 * 1024

describe('a letter to be sent', () => {
  it('gets defaults for missing fields', () => {
    expect(check('letters.send', letter)).toEqual({ ...letter, policy: PLAIN_POLICY })
  })

  it.each([
    ['no reader', { to: [] }, 'INVALID'],
    ['a thousand readers', { to: Array(1000).fill('bob') }, 'taken'],
    ['a thousand and one readers', { to: Array(1001).fill('bob') }, 'TOO_LARGE'],
    ['a reader without a name', { to: [' '] }, 'INVALID'],
    ['a subject of 998 bytes', { subject: 'x'.repeat(998) }, 'taken'],
    ['a subject of 999 bytes in 333 characters', { subject: '文'.repeat(333) }, 'TOO_LARGE'],
    ['a subject of two lines', { subject: 'a\nb' }, 'INVALID'],
    ['half a character', { text: '\ud83d' }, 'INVALID'],
    ['a whole character', { text: '\ud83d\ude00' }, 'taken'],
    ['16 MiB', { text: 'x'.repeat(16 * MIB) }, 'taken'],
    ['one byte over the limit', { text: 'x'.repeat(16 * MIB + 1) }, 'TOO_LARGE'],
    ['open', { policy: { mode: 'open' } }, 'taken'],
    ['open with an expiry', { policy: { mode: 'open', expires: time } }, 'INVALID'],
    ['controlled with an expiry', { policy: { mode: 'controlled', expires: time } }, 'taken'],
    ['public', { to: ['public'] }, 'taken'],
    ['public and a person', { to: ['public', 'bob'] }, 'INVALID'],
    ['public with an expiry', { to: ['public'], policy: { expires: time } }, 'INVALID'],
    ['public and controlled', { to: ['public'], policy: { mode: 'controlled' } }, 'INVALID'],
    ['a time without a zone', { at: '2031-04-01T09:00' }, 'INVALID'],
    ['an unknown field', { colour: 'red' }, 'INVALID'],
  ])('a letter with the input “%s” gets the expected answer', (_name, change, code) => {
    expect(codeOf('letters.send', { ...letter, ...change })).toBe(code)
  })

  it('is refused with the field and the reason', () => {
    expect(() => check('letters.send', { ...letter, subject: 'x'.repeat(2000) })).toThrow(
      expect.objectContaining({
        code: 'TOO_LARGE',
        details: { issues: [{ path: 'subject', code: 'too_large', message: 'At most 998 bytes.' }] },
      }) as Error,
    )
  })
})

describe('other inputs', () => {
  it.each([
    ['letters.list', {}, 'taken'],
    ['letters.list', { limit: 1000 }, 'taken'],
    ['letters.list', { limit: 1001 }, 'INVALID'],
    ['letters.list', { limit: 0 }, 'INVALID'],
    ['letters.list', { box: 'attic' }, 'INVALID'],
    ['letters.mark', { ref: 'abcdef', value: 'done', note: 'n'.repeat(1000) }, 'taken'],
    ['letters.mark', { ref: 'abcdef', value: 'done', note: 'n'.repeat(1001) }, 'TOO_LARGE'],
    ['letters.mark', { ref: 'abcdef', value: 'eaten' }, 'INVALID'],
    ['knocks.send', { address: 'a', text: 'x'.repeat(1024) }, 'taken'],
    ['knocks.send', { address: 'a', text: 'x'.repeat(1025) }, 'TOO_LARGE'],
    ['home.unlock', { passphrase: '' }, 'INVALID'],
    ['home.proveWords', { answers: [{ position: 25, word: 'tea' }] }, 'INVALID'],
    ['invites.create', { lifetimeMs: 31 * 24 * 60 * 60 * 1000 }, 'INVALID'],
    ['invites.create', { people: 101 }, 'INVALID'],
    ['invites.create', { people: 0 }, 'INVALID'],
    ['drafts.save', {}, 'taken'],
    ['people.whoami', undefined, 'taken'],
    ['people.whoami', 'text', 'INVALID'],
  ])('%s accepts or refuses %.60j', (name, input, code) => {
    expect(codeOf(name, input)).toBe(code)
  })
})
