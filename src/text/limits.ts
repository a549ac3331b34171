// How much of a text is rendered. Apart from the rules, which bring their library along.

/** Beyond this a text is shown as it was typed: nobody gains by waiting for it, and whoever asks for it must not keep anyone busy. */
export const MAX_MARKDOWN_CHARS = 300_000
