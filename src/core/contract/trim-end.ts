// Cuts characters from the end of a text. A pattern such as /[. ]+$/ begins again at each of them,
// which takes the square of their number.

/** Removes any of `characters` from the end, in linear time. */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}
