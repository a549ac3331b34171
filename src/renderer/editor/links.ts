// The target and the words of a link in the text, and the link of what a person typed. Pure.
import type { Text } from '@codemirror/state'
import type { SyntaxNodeRef } from '@lezer/common'
import { parseLink } from '../../text/link-target.ts'

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

/**
 * Adds what people leave out: https://, or mailto: before an e-mail address. Null if it leads
 * nowhere.
 */
export function completeAddress(typed: string): string | null {
  const address = typed.trim().replace(/[()<>]/gu, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  if (address === '' || /\s/u.test(address)) return null
  const whole = hasScheme(address) ? address : `${isMail(address) ? 'mailto:' : 'https://'}${address}`
  return parseLink(whole) !== null && (hasScheme(address) || /\S\.\S/u.test(address)) ? whole : null
}

const hasScheme = (address: string): boolean => /^(?:https?:\/\/|mailto:|fumikura:\/\/)/iu.test(address)
const isMail = (address: string): boolean => /^[^@/]+@[^@/]+$/u.test(address)

/** Writes a link as Markdown. */
export function writeLink(words: string, address: string): string {
  return `[${words.replace(/[\\[\]`*_<>!~|]/gu, '\\$&')}](${address})`
}
