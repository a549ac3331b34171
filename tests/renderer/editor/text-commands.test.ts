// The bar and the keys change Markdown, and the caret stays where one goes on writing.
import { EditorSelection, EditorState, type StateCommand } from '@codemirror/state'
import { expect, it } from 'vitest'
import { completeAddress, writeLink } from '../../../src/renderer/editor/links.ts'
import { letterMarkdown } from '../../../src/renderer/editor/markdown-language.ts'
import {
  continueList,
  dropTypedSign,
  linkSelection,
  makeLink,
  readStyle,
  toggleBold,
  toggleItalic,
  toggleList,
  wordsToLink,
} from '../../../src/renderer/editor/text-commands.ts'

/** `‹` and `›` limit the selection; `|` is a caret. */
function stateOf(marked: string): EditorState {
  const anchor = marked.search(/[|‹]/u)
  const isRange = marked.includes('‹')
  const head = isRange ? marked.indexOf('›') - 1 : anchor
  return EditorState.create({
    doc: marked.replace(/[|‹›]/gu, ''),
    selection: EditorSelection.range(anchor, head),
    extensions: letterMarkdown,
  })
}

function show(state: EditorState): string {
  const { from, to, empty } = state.selection.main
  const text = state.doc.toString()
  return empty
    ? `${text.slice(0, from)}|${text.slice(from)}`
    : `${text.slice(0, from)}‹${text.slice(from, to)}›${text.slice(to)}`
}

function run(command: StateCommand, marked: string): string {
  let state = stateOf(marked)
  command({ state, dispatch: (transaction) => (state = transaction.state) })
  return show(state)
}

it.each([
  ['‹word›', '**‹word›**'],
  ['**‹word›**', '‹word›'],
  ['‹**word**›', '‹word›'],
  ['a | b', 'a **|** b'],
  ['a **|** b', 'a | b'],
  ['**bo|ld**', 'bo|ld'],
  ['**bold|**', '**bold**|'],
  ['‹ one \n\n- two›', ' **‹one** \n\n- **two›**'],
  ['太‹字。›です', '太**‹字。›**です'],
])('bold: %s becomes %s', (before, after) => {
  expect(run(toggleBold, before)).toBe(after)
})

it.each([
  ['‹word›', '*‹word›*'],
  ['*‹word›*', '‹word›'],
  ['**‹word›**', '***‹word›***'],
])('italic: %s becomes %s', (before, after) => {
  expect(run(toggleItalic, before)).toBe(after)
})

it.each([
  ['one|', '- one|'],
  ['- one|', 'one|'],
  ['‹one\n\ntwo›', '- ‹one\n\n- two›'],
  ['|', '- |'],
])('a list: %j becomes %j', (before, after) => {
  expect(run(toggleList, before)).toBe(after)
})

it.each([
  ['our ‹place›', 'our [place](‹https://›)'],
  ['our |', 'our [|](https://)'],
  ['‹https://a.example›', '[|](https://a.example)'],
  ['[wo|rds](https://a.example)', '[words](‹https://a.example›)'],
])('a link: %s becomes %s', (before, after) => {
  expect(run(makeLink, before)).toBe(after)
})

it.each([
  ['- one|', '- one\n- |'],
  ['  - one|', '  - one\n  - |'],
  ['9. nine|', '9. nine\n10. |'],
  ['- [x] done|', '- [x] done\n- [ ] |'],
  ['- one\n- |', '- one\n\n|'],
  ['- |', '|'],
  ['- one\n\n- |', '- one\n\n|'],
  ['words|', 'words|'],
  ['```\n- code|\n```', '```\n- code|\n```'],
])('Enter in %j leaves %j', (before, after) => {
  expect(run(continueList, before)).toBe(after)
})

it.each([
  ['- one\n- -|', '- one\n- |'],
  ['1. one\n2. 2.|', '1. one\n2. |'],
  ['- -|', null],
  ['words\n- -|', null],
  ['- one\n- two -|', null],
])('a space after the typed sign of %j leaves %j', (before, after) => {
  const state = stateOf(before)
  const spec = dropTypedSign(state, ' ')
  expect(spec === null ? null : show(state.update(spec).state)).toBe(after)
  expect(dropTypedSign(state, 'x')).toBeNull()
})

it('a link is asked for its address, unless it has one', () => {
  const asked = ['our ‹place›', 'our |', '‹https://a.example›', '[wo|rds](https://a.example)', '‹one\ntwo›']
  expect(asked.map((marked) => wordsToLink(stateOf(marked)))).toEqual(['place', '', null, null, null])
})

it.each([
  ['example.org', 'https://example.org'],
  [' http://a.example/b?c=d ', 'http://a.example/b?c=d'],
  ['ana@example.org', 'mailto:ana@example.org'],
  ['https://a.example/(b)', 'https://a.example/%28b%29'],
  ['place', null],
  ['two words.', null],
  ['javascript:alert(1)', null],
  ['', null],
])('the typed address %j becomes %j', (typed, address) => {
  expect(completeAddress(typed)).toBe(address)
})

it('the words of a link are no Markdown', () => {
  expect(writeLink('a [b] *c*', 'https://a.example')).toBe('[a \\[b\\] \\*c\\*](https://a.example)')
})

it('a pasted address becomes the target of the selected words, and nothing else does', () => {
  const paste = (marked: string, pasted: string): string | null => {
    const state = stateOf(marked)
    const spec = linkSelection(state, pasted)
    return spec === null ? null : show(state.update(spec).state)
  }
  expect([
    paste('our ‹place›', 'https://a.example/b'),
    paste('our |', 'https://a.example/b'),
    paste('our ‹place›', 'two words'),
    paste('‹https://b.example›', 'https://a.example/b'),
  ]).toEqual(['our [place](https://a.example/b)|', null, null, null])
})

it('the bar shows what the selection has; outside the marks it is plain', () => {
  const styleAt = (marked: string): string =>
    Object.entries(readStyle(stateOf(marked)))
      .flatMap(([name, isOn]) => (isOn ? [name] : []))
      .join(' ')
  expect([
    styleAt('**bo|ld**'),
    styleAt('**bold**|'),
    styleAt('***‹both›***'),
    styleAt('- on|e'),
    styleAt('[wor|ds](https://a.example)'),
    styleAt('**太字。|**です'),
    styleAt('snake_ca|se_name 2 * 3 * 4'),
  ]).toEqual(['isBold', '', 'isBold isItalic', 'isList', 'isLink', 'isBold', ''])
})
