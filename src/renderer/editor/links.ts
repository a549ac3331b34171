// The target and the words of a link in the text. Pure.
import type { Text } from '@codemirror/state'
import type { SyntaxNodeRef } from '@lezer/common'

/** Null for brackets without an address. */
export function findTarget(doc: Text, node: SyntaxNodeRef): string | null {
  if (node.name === 'InsideLink') return doc.sliceString(node.from, node.to)
  const address = node.node.getChild('URL')
  return address === null ? null : doc.sliceString(address.from, address.to)
}

/** The words in the brackets, as they are read; '' for a bare address. */
export function readWords(doc: Text, node: SyntaxNodeRef): string {
  const marks = node.node.getChildren('LinkMark')
  if (marks.length < 2) return ''
  return unescape(doc.sliceString(marks[0]!.to, marks[1]!.from))
}

export const unescape = (words: string): string => words.replace(/\\([!-/:-@[-`{-~])/gu, '$1')
