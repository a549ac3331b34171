// Converts Markdown to untrusted HTML text. The app and the public site use the same rules.
// After the reference step. Loaded with the first letter; markdown.ts always cleans the result.
import { createMarkdown } from '../../text/markdown.ts'

/** The page uses the first two heading levels, so a letter's headings begin below them. */
const HEADING_SHIFT = 2

/** `markdown.ts` puts the picture of the attachment in its place. */
export const ATTACHED_CLASS = 'attached-'

const markdown = createMarkdown({
  shiftHeadings: () => HEADING_SHIFT,
  pictureClass: (attachment) => `${ATTACHED_CLASS}${attachment}`,
})

export function toHtml(text: string): string {
  return markdown.render(text)
}
