// Converts Markdown to plain words, for rows, previews and excerpts.
// Removes characters only where they are markup, because a preview must not lose a number or a
// word.

const FENCE = /^ {0,3}(?:`{3,}[^`]*|~{3,}.*)$/u
/** A rule between paragraphs, or the underline of a heading. */
const RULE = /^ {0,3}(?:(?:[-*_] *){3,}|=+)$/u
const QUOTE = /^(?: {0,3}> ?)+/u
const HEADING = /^ {0,3}#{1,6}(?:\s+|$)/u
const HEADING_END = /\s+#+\s*$/u
const BULLET = /^\s*(?:[-*+](?:\s+|$))+(?:\[[ xX]\]\s+)?/u
const NUMBER = /^\s*(\d{1,9})[.)]\s+(?=\S)/u

/** Returns the words of the text on one line. */
export function plainWords(text: string): string {
  const lines = text.split(/\r\n?|\n/u)
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
  if (HEADING.test(line)) return line.replace(HEADING, '').replace(HEADING_END, '')
  return isNumbered ? line.replace(NUMBER, '') : line.replace(BULLET, '')
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
  [/!\[[^\]\n]*\]\(attached:\d+\)/gu, ''],
  [/(`+)(?!`)([^`\n]+?)(?<!`)\1(?!`)/gu, '$2'],
  // A link whose target is only digits is a number in brackets.
  [/!?\[([^\]\n]*)\]\((?!\d+\))[^)\n]*\)?/gu, '$1'],
  [/(?<![\p{N}*\\])\*\*(?=\S)([^*]+)(?<=\S)\*\*(?!\*)/gu, '$1'],
  [/(?<![\p{L}\p{N}_])__(?=\S)([^_]+)(?<=\S)__(?![\p{L}\p{N}_])/gu, '$1'],
  [/(?<![\w*\\])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])/gu, '$1'],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_]+)(?<=\S)_(?![\p{L}\p{N}_])/gu, '$1'],
  [/\\(?=[!-/:-@[-`{-~])/gu, ''],
]

function plainSpans(text: string): string {
  return SPANS.reduce((plain, [sign, kept]) => plain.replace(sign, kept), text)
}
