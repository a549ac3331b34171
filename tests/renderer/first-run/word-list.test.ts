// The words as a person types or pastes them from a paper.
import { expect, test } from 'vitest'
import { completionsOf, loadWordList, splitWords } from '../../../src/renderer/first-run/word-list.ts'

test('the list has 2048 words, each unique in its first four letters', async () => {
  const list = await loadWordList()
  expect(list).toHaveLength(2048)
  expect(new Set(list.map((word) => word.slice(0, 4))).size).toBe(2048)
})

test('numbers, points, capitals and lines of a written list are ignored', () => {
  expect(splitWords('1. Abandon\n2) ability,  3 ABLE')).toEqual(['abandon', 'ability', 'able'])
  expect(splitWords('ｚｏｏ')).toEqual(['zoo'])
})

test('words are suggested once few of them match', async () => {
  const list = await loadWordList()
  expect(completionsOf(list, 'z')).toEqual([])
  expect(completionsOf(list, ' Zeb ')).toEqual(['zebra'])
  expect(completionsOf(list, 'co')).toEqual([])
})
