// The limit for rendered texts. In its own file, because the rules import a library.

/** A longer text is shown as it was typed: rendering it would take too long. */
export const MAX_MARKDOWN_CHARS = 300_000
