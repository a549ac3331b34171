// Which reader a typed text, or a key in “To”, means.
import { expect, test } from 'vitest'
import {
  findTyped,
  resolveReaders,
  suggestContacts,
  suggestReaders,
} from '../../../src/renderer/state/readers.ts'
import { alice, bob, carol, contact } from './people-of-tests.ts'

const everyone = [alice, bob, carol]

test('typed text finds a reader by key and by a full name, in any case and width', () => {
  expect([alice.person, ' bob ', 'ＣＡＲＯＬ'].map((typed) => findTyped(typed, everyone, []))).toEqual(
    everyone.map(({ person }) => person),
  )
})

test('a name that two people share matches neither', () => {
  const other = contact('Alice', { person: 'another-key' as typeof alice.person })
  expect(findTyped('Alice', [alice, other], [])).toBeNull()
})

test('a name that one person had before and another has now matches neither', () => {
  const renamed = contact('Alice at work', { person: alice.person, formerName: 'Alice' })
  const taker = contact('Alice', { person: 'another-key' as typeof alice.person })
  expect(findTyped('Alice', [renamed, taker], [])).toBeNull()
  expect(findTyped('Alice', [renamed], [])).toBe(alice.person)
})

test('half a name matches no reader', () => {
  expect(findTyped('Ali', everyone, [])).toBeNull()
})

test('resolveReaders() resolves keys only, so a plain name matches no contact, even if a contact has that name', () => {
  const readers = resolveReaders([alice.person, 'bob', alice.person, bob.person], everyone)
  expect(readers.map(({ entry, contact }) => ({ entry, contact }))).toEqual([
    { entry: alice.person, contact: alice },
    { entry: 'bob', contact: null },
    { entry: bob.person, contact: bob },
  ])
})

test('names that begin with the typed text come before names that contain it', () => {
  const rob = contact('Rob')
  const obi = contact('Obi')
  expect(suggestContacts('ob', [rob, bob, obi])).toEqual([obi, rob, bob])
})

test('chosen and blocked people are not suggested', () => {
  const blocked = contact('Bobby', { blocked: true })
  const known = { contacts: [alice, bob, blocked], groups: [] }
  const suggested = suggestReaders('', known, { chosen: [alice.person], limit: 8 })
  expect(suggested.map(({ name }) => name)).toEqual(['Bob', 'Only me', 'Everyone'])
})

test('a mail address is a reader, with or without a name, and a word with an @ is not always one', () => {
  const read = [
    'mara@harbour.example',
    ' "Mara" <mara@harbour.example> ',
    'mara@',
    '@harbour.example',
    'a@b',
  ].map((typed) => findTyped(typed, everyone, []))
  expect(read).toEqual(['mara@harbour.example', 'Mara <mara@harbour.example>', null, null, null])
  const [reader] = resolveReaders(['Mara <mara@harbour.example>'], everyone)
  expect(reader).toMatchObject({ name: 'Mara', address: 'mara@harbour.example', contact: null })
})

test('persons come before those who are known by an address, who fit by name and by address', () => {
  const mara = {
    person: 'key-of-mara' as typeof alice.person,
    name: 'Mara Bolt',
    address: 'mb@harbour.example',
  }
  const suggest = (typed: string): string[] =>
    suggestReaders(
      typed,
      { contacts: [contact('Bolte')], groups: [], correspondents: [mara] },
      { chosen: [], limit: 8 },
    ).map(({ entry }) => entry)
  expect([suggest('bolt').at(-1), suggest('bolt').length, suggest('mb@')]).toEqual([
    'Mara Bolt <mb@harbour.example>',
    2,
    ['Mara Bolt <mb@harbour.example>'],
  ])
})
