// The names of those who have a letter, for its readers.
import { expect, test } from 'vitest'
import type { Addressee } from '../../../src/core/contract/index.ts'
import { othersThan } from '../../../src/renderer/inbox/addressee-words.ts'

const person = (key: string, name: string): Addressee => ({ person: key, name }) as Addressee

test('readers who are not contacts are counted, not named by their keys', () => {
  const to = [person('me', 'Me'), person('88qr3uo7ye3i', '(88qr3uo7)'), person('ana', 'Ana')]
  const other = person('edr7pjtnnkbo', '(edr7pjtn)')
  expect([othersThan('me', to), othersThan('me', [...to, other]), othersThan('me', to.slice(2))]).toEqual([
    ['Ana', 'someone you don’t know'],
    ['Ana', '2 people you don’t know'],
    ['Ana'],
  ])
})

test('a name in brackets that is no key stays a name', () => {
  expect(othersThan('me', [person('88qr3uo7ye3i', '(somebody)')])).toEqual(['(somebody)'])
})
