// Markdown to HTML text that is not trusted yet, by the rules that app and site share.
// After reference; loaded with the first letter that is read, and always followed by the cleaning in markdown.ts.
import { createMarkdown } from '../../text/markdown.ts'

/** The page has its own first two levels of headings; a letter's begin below them. */
const HEADING_SHIFT = 2

const markdown = createMarkdown({ shiftHeadings: () => HEADING_SHIFT })

export function toHtml(text: string): string {
  return markdown.render(text)
}
