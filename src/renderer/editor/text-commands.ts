// What the bar and the keys do to the text: bold, italic, lists and links, all as Markdown. Pure
// changes of the state. The compose step.
import { syntaxTree } from '@codemirror/language'
import { EditorSelection, type EditorState, type StateCommand, type TransactionSpec } from '@codemirror/state'
import type { SyntaxNode } from '@lezer/common'

/** What the selection has; the bar shows it. */
export interface TextStyle {
  isBold: boolean
  isItalic: boolean
  isList: boolean
  isLink: boolean
}

const STYLES = {
  bold: { node: 'StrongEmphasis', mark: '**' },
  italic: { node: 'Emphasis', mark: '*' },
} as const

export function readStyle(state: EditorState): TextStyle {
  const { from, to } = state.selection.main
  return {
    isBold: findAround(state, 'StrongEmphasis', from, to, 2) !== null,
    isItalic: findAround(state, 'Emphasis', from, to, 1) !== null,
    isList: isItem(state.doc.lineAt(from).text),
    isLink: findAround(state, 'Link', from, to) !== null,
  }
}

export const toggleBold: StateCommand = (target) => toggle(target, 'bold')
export const toggleItalic: StateCommand = (target) => toggle(target, 'italic')

function toggle({ state, dispatch }: Parameters<StateCommand>[0], style: keyof typeof STYLES): boolean {
  const { node, mark } = STYLES[style]
  const { from, to, empty } = state.selection.main
  const around = findAround(state, node, from, to, mark.length)
  if (around !== null && empty && to === around.to - mark.length) return step(state, dispatch, around.to)
  if (around !== null) return unwrap(state, dispatch, around, mark.length)
  if (empty && state.sliceDoc(from - mark.length, from + mark.length) === mark + mark)
    return edit(state, dispatch, { changes: { from: from - mark.length, to: from + mark.length } })
  return wrap(state, dispatch, mark)
}

type Dispatch = Parameters<StateCommand>[0]['dispatch']

function edit(state: EditorState, dispatch: Dispatch, spec: TransactionSpec): boolean {
  dispatch(state.update(spec, { scrollIntoView: true, userEvent: 'input' }))
  return true
}

function step(state: EditorState, dispatch: Dispatch, to: number): boolean {
  dispatch(state.update({ selection: { anchor: to }, scrollIntoView: true }))
  return true
}

function unwrap(state: EditorState, dispatch: Dispatch, around: SyntaxNode, length: number): boolean {
  return edit(state, dispatch, {
    changes: [
      { from: around.from, to: around.from + length },
      { from: around.to - length, to: around.to },
    ],
  })
}

/** Each paragraph of the selection by itself, because emphasis ends with its paragraph. */
function wrap(state: EditorState, dispatch: Dispatch, mark: string): boolean {
  const { from, to, empty } = state.selection.main
  if (empty) {
    const anchor = from + mark.length
    return edit(state, dispatch, { changes: { from, insert: mark + mark }, selection: { anchor } })
  }
  const pieces = linesOf(state, from, to).flatMap((line) =>
    trim(state, Math.max(from, line.from), Math.min(to, line.to)),
  )
  if (pieces.length === 0) return false
  const changes = state.changes(
    pieces.flatMap((piece) => [
      { from: piece.from, insert: mark },
      { from: piece.to, insert: mark },
    ]),
  )
  const selection = EditorSelection.range(
    changes.mapPos(pieces[0]!.from, 1),
    changes.mapPos(pieces.at(-1)!.to, -1),
  )
  return edit(state, dispatch, { changes, selection })
}

/** Without the sign of a list item and the spaces at both ends; none if nothing is left. */
function trim(state: EditorState, from: number, to: number): { from: number; to: number }[] {
  const line = state.doc.lineAt(from)
  const first = Math.max(from, line.from + signOf(line.text).length)
  const text = state.sliceDoc(first, Math.max(first, to))
  const start = text.length - text.trimStart().length
  const words = text.trim()
  return words === '' ? [] : [{ from: first + start, to: first + start + words.length }]
}

/** Null if the command makes the link: within a link, and if the words are an address. */
export function wordsToLink(state: EditorState): string | null {
  const { from, to } = state.selection.main
  const words = state.sliceDoc(from, to)
  const isReady = findAround(state, 'Link', from, to) !== null || ADDRESS.test(words) || words.includes('\n')
  return isReady ? null : words
}

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/u

/** Brackets around the words, and the caret where the address is typed. */
export const makeLink: StateCommand = ({ state, dispatch }) => {
  const { from, to } = state.selection.main
  const inside = findAround(state, 'Link', from, to)
  if (inside !== null) return selectAddress(state, dispatch, inside)
  const words = state.sliceDoc(from, to)
  if (ADDRESS.test(words))
    return edit(state, dispatch, {
      changes: { from, to, insert: `[](${words})` },
      selection: { anchor: from + 1 },
    })
  const insert = `[${words}](https://)`
  const start = from + words.length + 3
  return edit(state, dispatch, {
    changes: { from, to, insert },
    selection: words === '' ? { anchor: from + 1 } : { anchor: start, head: start + 'https://'.length },
  })
}

function selectAddress(state: EditorState, dispatch: Dispatch, link: SyntaxNode): boolean {
  const address = link.getChild('URL')
  if (address === null) return false
  dispatch(state.update({ selection: { anchor: address.from, head: address.to }, scrollIntoView: true }))
  return true
}

/** A pasted address becomes the target of the selected words. */
export function linkSelection(state: EditorState, pasted: string): TransactionSpec | null {
  const { from, to, empty } = state.selection.main
  const words = state.sliceDoc(from, to)
  if (empty || words.includes('\n') || !/^https?:\/\/[^\s()<>]+$/u.test(pasted) || /^https?:/u.test(words))
    return null
  const insert = `[${words}](${pasted})`
  return { changes: { from, to, insert }, selection: { anchor: from + insert.length } }
}

const SIGN = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/u
export const signOf = (line: string): string => SIGN.exec(line)?.[0] ?? ''
const isItem = (line: string): boolean => SIGN.test(line)

export const toggleList: StateCommand = ({ state, dispatch }) => {
  const { from, to } = state.selection.main
  const lines = linesOf(state, from, to)
  const filled = lines.filter(({ text }) => text.trim() !== '')
  const written = filled.length === 0 ? lines.slice(0, 1) : filled
  const isList = written.every(({ text }) => isItem(text))
  const changes = written.map((line) =>
    isList
      ? { from: line.from, to: line.from + signOf(line.text).length }
      : { from: line.from, insert: '- ' },
  )
  const made = state.changes(changes)
  const { anchor, head } = state.selection.main
  const selection = EditorSelection.range(made.mapPos(anchor, 1), made.mapPos(head, 1))
  return edit(state, dispatch, { changes: made, selection })
}

/**
 * Enter in a list begins the next item; in an empty item it ends the list. Without an empty line,
 * what follows would be part of the last item.
 */
export const continueList: StateCommand = ({ state, dispatch }) => {
  const { from, to } = state.selection.main
  const line = state.doc.lineAt(from)
  const sign = signOf(line.text)
  if (sign === '' || from < line.from + sign.length || isInCode(state, from)) return false
  if (line.text.trim() === sign.trim()) {
    const isAfterWords = line.number > 1 && state.doc.line(line.number - 1).text.trim() !== ''
    const insert = isAfterWords ? '\n' : ''
    const changes = { from: line.from, to: line.to, insert }
    return edit(state, dispatch, { changes, selection: { anchor: line.from + insert.length } })
  }
  const insert = `\n${nextSign(sign)}`
  return edit(state, dispatch, { changes: { from, to, insert }, selection: { anchor: from + insert.length } })
}

/**
 * Who types the sign of each item has it twice, because Enter has written it. Takes back the typed
 * one when its space comes.
 */
export function dropTypedSign(state: EditorState, typed: string): TransactionSpec | null {
  const { from, empty } = state.selection.main
  const line = state.doc.lineAt(from)
  const twice = /^(\s*(?:[-*+]|\d{1,9}[.)])\s+)(?:[-*+]|\d{1,9}[.)])$/u.exec(line.text)
  if (typed !== ' ' || !empty || twice === null || from !== line.to || line.number === 1) return null
  return isItem(state.doc.line(line.number - 1).text)
    ? { changes: { from: line.from + twice[1]!.length, to: line.to } }
    : null
}

function nextSign(sign: string): string {
  return sign.replace(/\d+/u, (number) => String(Number(number) + 1)).replace(/\[[xX]\]/u, '[ ]')
}

function isInCode(state: EditorState, at: number): boolean {
  for (
    let node: SyntaxNode | null = syntaxTree(state).resolveInner(at, -1);
    node !== null;
    node = node.parent
  )
    if (node.name === 'FencedCode' || node.name === 'CodeBlock') return true
  return false
}

function linesOf(state: EditorState, from: number, to: number): { from: number; to: number; text: string }[] {
  const lines = []
  for (let at = from; at <= to;) {
    const line = state.doc.lineAt(at)
    lines.push(line)
    at = line.to + 1
  }
  return lines
}

/**
 * The innermost node of this name that holds the whole selection between its marks, or is the
 * selection.
 */
function findAround(
  state: EditorState,
  name: string,
  from: number,
  to: number,
  markLength = 0,
): SyntaxNode | null {
  const tree = syntaxTree(state)
  const isHeld = (node: SyntaxNode): boolean =>
    (node.from + markLength <= from && node.to - markLength >= to) || (node.from === from && node.to === to)
  for (const side of [-1, 1] as const) {
    for (let node: SyntaxNode | null = tree.resolveInner(from, side); node !== null; node = node.parent)
      if (node.name === name && isHeld(node)) return node
  }
  return null
}
