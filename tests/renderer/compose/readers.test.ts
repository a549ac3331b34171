// Who is meant by what stands in “To”.
import { expect, test } from 'vitest'
import { findContact, resolveReaders, suggestContacts } from '../../../src/renderer/state/readers.ts'
import { alice, bob, carol, contact } from './people-of-tests.ts'

const everyone = [alice, bob, carol]

test('a reader is found by key and by a whole name, whatever its case and width', () => {
  expect([alice.person, ' bob ', 'ＣＡＲＯＬ'].map((entry) => findContact(entry, everyone))).toEqual(everyone)
})

test('a name that two people have means neither of them', () => {
  const other = contact('Alice', { person: 'another-key' as typeof alice.person })
  expect(findContact('Alice', [alice, other])).toBeNull()
})

test('half a name means nobody', () => {
  expect(findContact('Ali', everyone)).toBeNull()
})

test('two entries for one person are one reader, and what is unknown stays in its place', () => {
  const readers = resolveReaders([alice.person, 'Zed', 'alice', bob.person], everyone)
  expect(readers).toEqual([
    { entry: alice.person, contact: alice },
    { entry: 'Zed', contact: null },
    { entry: bob.person, contact: bob },
  ])
})

test('names that begin with what is typed come before those that contain it', () => {
  const rob = contact('Rob')
  const obi = contact('Obi')
  expect(suggestContacts('ob', [rob, bob, obi], [])).toEqual([obi, rob, bob])
})

test('nobody is suggested who is chosen already or blocked', () => {
  const blocked = contact('Bobby', { blocked: true })
  expect(suggestContacts('', [alice, bob, blocked], [alice.person])).toEqual([bob])
})
