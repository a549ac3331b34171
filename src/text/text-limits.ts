// The limit for rendered texts. In its own file, because the rules import a library.

/** A longer text is shown as it was typed: rendering it would take too long. */
export const MAX_MARKDOWN_CHARS = 300_000
/** So is a text of more paragraphs, signs and cells: a browser lays them out slowly. */
export const MAX_ELEMENTS = 5_000
/** A run without a place for a line break, for which a browser searches long. */
const MAX_RUN_CHARS = 2_000

/** A space, a kana, a kanji or a hangul syllable: a line may break beside it. */
function canBreakAt(code: number): boolean {
  return code <= 32 || (code >= 0x3041 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)
}

/** True if a run of the text is so long that it may break anywhere. */
export function hasLongRun(text: string): boolean {
  let run = 0
  for (let at = 0; at < text.length && run <= MAX_RUN_CHARS; at++)
    run = canBreakAt(text.charCodeAt(at)) ? 0 : run + 1
  return run > MAX_RUN_CHARS
}
