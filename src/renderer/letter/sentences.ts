// The sentences of a letter's text on screen, to select one by the keyboard. After reference: what is
// selected can be quoted.
import { pointAt, textNodes } from './mark-passage.ts'

const BLOCKS = 'p, li, h3, h4, h5, h6, td, th, pre'

/** Returns the range of each sentence, in the order of the text. */
export function findSentences(within: HTMLElement, locale: string): Range[] {
  const segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' })
  return groupByBlock(within).flatMap((nodes) => {
    const text = nodes.map(({ data }) => data).join('')
    return [...segmenter.segment(text)]
      .filter(({ segment }) => segment.trim() !== '')
      .map(({ segment, index }) => {
        const start = index + segment.length - segment.trimStart().length
        return rangeOf(nodes, start, start + segment.trim().length)
      })
  })
}

/** Returns the sentence after the selection, or before it; without a selection the first or last one. */
export function nextSentence(sentences: readonly Range[], selected: Range | null, by: 1 | -1): Range | null {
  const isBeyond = (one: Range): boolean =>
    selected === null ||
    (by === 1
      ? one.compareBoundaryPoints(Range.START_TO_START, selected) > 0
      : one.compareBoundaryPoints(Range.START_TO_START, selected) < 0)
  const found = by === 1 ? sentences.find(isBeyond) : sentences.findLast(isBeyond)
  return found ?? null
}

/** A sentence ends with its block: the lines of a list have no full stops. */
function groupByBlock(within: HTMLElement): Text[][] {
  const groups = new Map<Element, Text[]>()
  for (const node of textNodes(within)) {
    const block = node.parentElement?.closest(BLOCKS) ?? within
    groups.set(block, [...(groups.get(block) ?? []), node])
  }
  return [...groups.values()]
}

function rangeOf(nodes: readonly Text[], start: number, end: number): Range {
  const range = document.createRange()
  range.setStart(...pointAt(nodes, start))
  range.setEnd(...pointAt(nodes, end))
  return range
}
