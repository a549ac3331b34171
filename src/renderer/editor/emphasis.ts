// Emphasis for the editor, by the rules of the reader: also beside Japanese, where words have no
// spaces between them.
import type { DelimiterType, InlineContext, MarkdownConfig } from '@lezer/markdown'

const STAR = 42
const UNDERSCORE = 95
const SPACE = /^$|\s/u
const MARK = /[\p{P}\p{S}]/u
/** Letters and punctuation that stand without spaces. */
const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]/u

/** Per sign, so that a star never closes what an underscore opened. */
const TYPES: Readonly<Record<number, { one: DelimiterType; two: DelimiterType }>> = {
  [STAR]: drawTypes(),
  [UNDERSCORE]: drawTypes(),
}

function drawTypes(): { one: DelimiterType; two: DelimiterType } {
  return {
    one: { resolve: 'Emphasis', mark: 'EmphasisMark' },
    two: { resolve: 'StrongEmphasis', mark: 'EmphasisMark' },
  }
}

export const readerEmphasis: MarkdownConfig = {
  remove: ['Emphasis'],
  parseInline: [{ name: 'ReaderEmphasis', parse: parseRun, before: 'HardBreak' }],
}

function parseRun(cx: InlineContext, sign: number, start: number): number {
  const types = TYPES[sign]
  if (types === undefined) return -1
  let end = start + 1
  while (cx.char(end) === sign) end++
  const sides = findSides(sign, cx.slice(start - 1, start), cx.slice(end, end + 1))
  const length = end - start
  // A longer run is not emphasis that anybody types.
  if (length > 3 || !(sides.canOpen || sides.canClose)) return end
  const add = (type: DelimiterType, from: number, to: number): number =>
    cx.addDelimiter(type, from, to, sides.canOpen, sides.canClose)
  if (length === 1) return add(types.one, start, end)
  if (length === 2) return add(types.two, start, end)
  if (!sides.canClose) {
    add(types.two, start, start + 2)
    return add(types.one, start + 2, end)
  }
  add(types.one, start, start + 1)
  return add(types.two, start + 1, end)
}

function findSides(sign: number, before: string, after: string): { canOpen: boolean; canClose: boolean } {
  const isMarkBefore = isWesternMark(before)
  const isMarkAfter = isWesternMark(after)
  const opens = !SPACE.test(after) && (!isMarkAfter || SPACE.test(before) || isMarkBefore || CJK.test(before))
  const closes = !SPACE.test(before) && (!isMarkBefore || SPACE.test(after) || isMarkAfter || CJK.test(after))
  if (sign === STAR) return { canOpen: opens, canClose: closes }
  return {
    canOpen: opens && (!closes || MARK.test(before)),
    canClose: closes && (!opens || MARK.test(after)),
  }
}

const isWesternMark = (sign: string): boolean => MARK.test(sign) && !CJK.test(sign)
