// Letters as they stand in the source: broken at its margin. As letters their paragraphs are whole, because a reader's
// page breaks lines where the writer did.

/** Joins the lines of each paragraph; lists and tables keep theirs. */
export function prose(text: string): string {
  return text.replace(/(?<=[^\n])\n(?![\n|]|- |\d+\. )(?=.)/g, ' ')
}
