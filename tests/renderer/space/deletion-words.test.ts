// Before a deletion the dialog shows what is destroyed, what holds it, and who keeps it.
import { expect, test } from 'vitest'
import type { Deletion, PersonId, RefText } from '../../../src/core/contract/index.ts'
import { findHolders, describeDeletion, waitingWords } from '../../../src/renderer/space/deletion-words.ts'
import { alice, bob } from '../compose/people-of-tests.ts'

const letter = {
  ref: 'fumikura://ref/letter' as RefText,
  kind: 'letter',
  title: 'Film from the island',
  at: '2026-11-20T10:00:00.000Z',
} as const

function deletion(more: Partial<Deletion> = {}): Deletion {
  const ref = 'fumikura://ref/file' as RefText
  return {
    ref,
    kind: 'picture',
    title: 'a.jpg',
    bytes: 4_100_000,
    heldBy: [],
    keptBy: [],
    openTo: [],
    atStations: 0,
    ...more,
  }
}

test('a file that no object holds is destroyed, and its disk space is free again', () => {
  const [destroyed, kept] = describeDeletion([deletion()])
  expect(destroyed).toContain('Its key is destroyed')
  expect(destroyed).toContain('4.1 MB')
  expect(kept).toBe('Nobody else has opened it.')
})

test('stations that could still open it are named, and what they confirmed afterwards', () => {
  expect(describeDeletion([deletion({ atStations: 2 })]).at(-1)).toContain('Your 2 stations')
  const bob = { person: 'bob' as PersonId, name: 'Bob' }
  const standing = { stations: { of: 2, confirmed: 1 }, readers: [{ ...bob, state: 'referenced' as const }] }
  expect(waitingWords(standing).join(' ')).toMatch(/^1 of 2 stations have confirmed it.*Bob opened it/)
})

test('a file that letters hold is only unlisted, and each letter is named once', () => {
  const held = [deletion({ heldBy: [letter] }), deletion({ heldBy: [letter], keptBy: [bob] })]
  const sentences = describeDeletion(held)
  expect(sentences.join(' ')).not.toMatch(/\bkeys?\b/)
  expect(sentences[0]).toMatch(/^2 are in your letters or albums/)
  expect(sentences[1]).toBe('Bob opened some of it and keeps what was fetched.')
  expect(findHolders(held).map(({ title }) => title)).toEqual(['Film from the island'])
})

test('the pages of an album count as one album', () => {
  const page = (ref: string) => ({ ...letter, ref: ref as RefText, kind: 'collection', title: '' }) as const
  const holders = findHolders([deletion({ heldBy: [page('1'), page('2'), letter] })])
  expect(holders.map(({ title }) => title)).toEqual(['your album', 'Film from the island'])
})

test('people who opened the file and people who have the key are named', () => {
  const [, kept, told] = describeDeletion([
    deletion({ keptBy: [alice, bob], openTo: [{ person: 'public', name: '' }] }),
  ])
  expect(kept).toContain('Alice and Bob')
  expect(told).toContain('nobody can tell')
})
