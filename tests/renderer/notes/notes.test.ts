// The title of a note without one, and what a version changed.
import { expect, test } from 'vitest'
import { findChange } from '../../../src/renderer/notes/find-change.ts'
import { givenTitle, titleOf } from '../../../src/renderer/state/note.svelte.ts'

test('the first line with words is the title, without the signs of Markdown', () => {
  expect(titleOf('\n\n# Tide *tables*\nHigh water')).toBe('Tide tables')
  expect(titleOf('- boots\n- rope')).toBe('boots')
  expect(titleOf('潮の表\n満潮')).toBe('潮の表')
  expect(titleOf(' \n')).toBe('')
  expect(titleOf('word '.repeat(40))).toHaveLength(80)
})

test('a title that is the first line follows it; another one stays', () => {
  expect(givenTitle({ subject: 'Tide tables', text: '# Tide tables\nx' })).toBe('')
  expect(givenTitle({ subject: 'Harbour', text: '# Tide tables\nx' })).toBe('Harbour')
})

test('a version shows the words that it removed and added, with a few around them', () => {
  const old = `${'long ago '.repeat(20)}high water at six. Bring boots.`
  const text = old.replace('six', 'seven')
  expect(findChange(old, text)).toEqual({
    before: '… ago long ago long ago high water at s',
    removed: 'ix',
    added: 'even',
    after: '. Bring boots.',
  })
  expect(findChange(text, text)).toBeNull()
  expect(findChange('', 'x'.repeat(500))!.added).toHaveLength(161)
})
