// Reads Markdown as the reader of a letter does, so that the editor styles what will be styled. The
// compose step. The tree only decides about the look; the text is never changed by it.
import { defineLanguageFacet, Language } from '@codemirror/language'
import {
  Autolink,
  parser,
  Strikethrough,
  Table,
  type InlineContext,
  type MarkdownConfig,
} from '@lezer/markdown'
import { INSIDE_PATTERN } from '../../text/link-target.ts'
import { readerEmphasis } from './emphasis.ts'

const F = 'f'.charCodeAt(0)
const MAX_REF_CHARS = 2048

/** `fumikura://ref/…` without brackets, as the reader links it. */
const insideLinks: MarkdownConfig = {
  defineNodes: [{ name: 'InsideLink' }],
  parseInline: [{ name: 'InsideLink', parse: parseInside, before: 'Escape' }],
}

function parseInside(cx: InlineContext, sign: number, start: number): number {
  if (sign !== F) return -1
  const found = INSIDE_PATTERN.exec(cx.slice(start, Math.min(cx.end, start + MAX_REF_CHARS)))
  return found === null ? -1 : cx.addElement(cx.elt('InsideLink', start, start + found[0].length))
}

/** No raw HTML: the reader shows it as it was typed. */
const noHtml: MarkdownConfig = { remove: ['HTMLBlock'] }

export const letterMarkdown = new Language(
  defineLanguageFacet(),
  parser.configure([readerEmphasis, Strikethrough, Table, Autolink, insideLinks, noHtml]),
  [],
  'markdown',
)
