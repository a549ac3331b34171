// The editor keeps the text as it was written: what nobody changes is stored byte for byte.
import { afterEach, expect, it } from 'vitest'
import { TextEditor } from '../../../src/renderer/editor/open-editor.ts'
import { CORPUS } from './corpus.ts'

const opened: TextEditor[] = []
afterEach(() => {
  for (const editor of opened.splice(0)) editor.close()
  document.body.replaceChildren()
})

function open(text: string): { editor: TextEditor; changes: string[] } {
  const host = document.body.appendChild(document.createElement('div'))
  const changes: string[] = []
  const editor = new TextEditor({
    ...{ host, text, label: 'Letter', hint: 'Write' },
    onchange: (changed) => void changes.push(changed),
    onstyle: () => undefined,
    onfiles: () => false,
    onlink: () => undefined,
    nameLetter: () => Promise.resolve(null),
    letterWords: () => 'A letter',
    picture: () => null,
  })
  opened.push(editor)
  return { editor, changes }
}

it.each(Object.entries(CORPUS))('%s: unchanged, and changed only where something is typed', (_, text) => {
  const { editor, changes } = open(text)
  expect(editor.text).toBe(text)
  editor.selectEnd()
  editor.insert('x')
  expect([editor.text, changes]).toEqual([`${text}x`, [`${text}x`]])
})

it('a text that changes elsewhere is taken without a change of one’s own, and the caret keeps its place', () => {
  const { editor, changes } = open('One two three')
  editor.select('One two'.length)
  editor.replace('Zero one two three four')
  editor.insert('!')
  expect([editor.text, changes]).toEqual(['Zero one two! three four', ['Zero one two! three four']])
})
