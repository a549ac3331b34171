// Converts Markdown to plain words, for rows, previews and excerpts.
// Removes characters only where they are markup, because a preview must not lose a number or a
// word.
// Others wrote the texts. So each pattern reads a character a fixed number of times at most: it does
// not begin again within what it has read. Runs have limits, because a long one overflows the stack
// of a regular expression.

const FENCE = /^ {0,3}(?:`{3,}[^`]*|~{3}.*)$/u
/** A rule between paragraphs, or the underline of a heading. */
const RULE = /^ {0,3}(?:(?:[-*_] *){3,}|=+)$/u
const QUOTE = /^(?: {0,3}> ?){1,100}/u
const HEADING = /^ {0,3}#{1,6}(?:\s+|$)/u
const BULLET = /^\s*(?:[-*+](?:\s+|$)){1,100}(?:\[[ xX]\]\s+)?/u
const NUMBER = /^\s*(\d{1,9})[.)]\s+(?=\S)/u

/** A row, a chip and a preview show far less. */
export const MAX_PLAIN_CHARS = 1000

/** Returns the words of the first `MAX_PLAIN_CHARS` of the text on one line. */
export function plainWords(text: string): string {
  const lines = cutChars(text, MAX_PLAIN_CHARS).split(/\r\n?|\n/u)
  return plainSpans(plainLines(lines).join('\n')).replace(/\s+/gu, ' ').trim()
}

function plainLines(lines: readonly string[]): string[] {
  const quoted = lines.map((line) => line.replace(QUOTE, ''))
  const isNumbered = findLists(quoted)
  let isCode = false
  return quoted.flatMap((line, at) => {
    if (FENCE.test(line)) {
      isCode = !isCode
      return []
    }
    if (isCode) return [line]
    return RULE.test(line.trimEnd()) ? [] : [plainLine(line, isNumbered.has(at))]
  })
}

function plainLine(line: string, isNumbered: boolean): string {
  if (HEADING.test(line)) return withoutHeadingEnd(line.replace(HEADING, ''))
  return isNumbered ? line.replace(NUMBER, '') : line.replace(BULLET, '')
}

/** `Title ##` is the heading `Title`. A pattern would begin again at each space. */
function withoutHeadingEnd(line: string): string {
  const trimmed = line.trimEnd()
  let end = trimmed.length
  while (trimmed[end - 1] === '#') end--
  const rest = trimmed.slice(0, end)
  return end < trimmed.length && rest !== rest.trimEnd() ? rest.trimEnd() : line
}

/** Returns the start of a text, without half a character at its end. */
export function cutChars(text: string, count: number): string {
  const last = text.charCodeAt(count - 1)
  const isHalf = text.length > count && last >= 0xd800 && last <= 0xdbff
  return text.slice(0, isHalf ? count - 1 : count)
}

/**
 * Returns the lines that are items of a numbered list. A list with a single item, or one that does
 * not count from 1, is more likely a sentence: “40. Pay it before 12.”
 */
function findLists(lines: readonly string[]): ReadonlySet<number> {
  const items = lines.flatMap((line, at) => {
    const number = NUMBER.exec(line)?.[1]
    return number === undefined ? [] : [{ at, number: Number(number) }]
  })
  const found = new Set<number>()
  for (let first = 0; first < items.length;) {
    let end = first + 1
    while (items[end]?.number === items[end - 1]!.number + 1) end++
    if (items[first]!.number === 1 && end - first > 1)
      for (const { at } of items.slice(first, end)) found.add(at)
    first = end
  }
  return found
}

const SPANS: readonly (readonly [RegExp, string])[] = [
  // The name of an attached picture is the name of its file.
  [/!\[[^[\]\n]*\]\(attached:\d+\)/gu, ''],
  [/(?<!`)(`+)(?!`)([^`\n]+)\1(?!`)/gu, '$2'],
  // A link whose target is only digits is a number in brackets.
  [/!?\[([^[\]\n]*)\]\((?!\d+\))[^)\n]*\)?/gu, '$1'],
  [/(?<![\p{N}*\\])\*\*(?=\S)([^*]+)(?<=\S)\*\*(?!\*)/gu, '$1'],
  [/(?<![\p{L}\p{N}_])__(?=\S)([^_]+)(?<=\S)__(?![\p{L}\p{N}_])/gu, '$1'],
  [/(?<![\w*\\])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])/gu, '$1'],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_]+)(?<=\S)_(?![\p{L}\p{N}_])/gu, '$1'],
  [/\\(?=[!-/:-@[-`{-~])/gu, ''],
]

function plainSpans(text: string): string {
  return SPANS.reduce((plain, [sign, kept]) => plain.replace(sign, kept), text)
}
