// The texts of letters are wrapped at the margin of the source. In a letter each paragraph is one
// line, because the reader's page shows line breaks as the writer typed them.

/** Joins the lines of each paragraph; lists and tables keep their lines. */
export function prose(text: string): string {
  return text.replace(/(?<=[^\n])\n(?![\n|]|- |\d+\. )(?=.)/g, ' ')
}
