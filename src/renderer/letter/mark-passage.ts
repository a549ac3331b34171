// Marks the quoted words in the text of a letter, without changing the text. A browser without
// highlights shows no mark, but scrolls to the words.

/** The text is drawn a little later than its pane. */
const AFTER_MS = 60

/** Returns a function that ends the mark. */
export function markPassage(within: HTMLElement, words: string): () => void {
  const highlights = 'highlights' in CSS ? CSS.highlights : undefined
  const [wanted = ''] = words.replace(/[“”「」]/gu, '').split(' … ')
  let left = 10
  let timer = setTimeout(look, AFTER_MS)

  function look(): void {
    const range = findWords(within, wanted)
    if (range === null) {
      if (--left > 0) timer = setTimeout(look, AFTER_MS)
      return
    }
    highlights?.set('passage', new Highlight(range))
    range.startContainer.parentElement?.scrollIntoView({ block: 'center' })
  }

  return () => {
    clearTimeout(timer)
    highlights?.delete('passage')
  }
}

function findWords(within: HTMLElement, words: string): Range | null {
  const nodes = textNodes(within)
  const at = nodes
    .map(({ data }) => data)
    .join('')
    .indexOf(words)
  if (words === '' || at === -1) return null
  const range = document.createRange()
  range.setStart(...pointAt(nodes, at))
  range.setEnd(...pointAt(nodes, at + words.length))
  return range
}

export function textNodes(within: HTMLElement): Text[] {
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT)
  const nodes: Text[] = []
  while (walker.nextNode() !== null) nodes.push(walker.currentNode as Text)
  return nodes
}

/** Returns the place of a character of the joined texts. */
export function pointAt(nodes: readonly Text[], at: number): [Text, number] {
  let left = at
  for (const node of nodes) {
    if (left <= node.length) return [node, left]
    left -= node.length
  }
  return [nodes.at(-1)!, nodes.at(-1)!.length]
}
