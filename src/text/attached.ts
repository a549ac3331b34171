// Pictures within a text: `![words](attached:2)` shows the second file that the letter attaches.
// Only own attachments can be shown. A number, because the refs of files change when a letter is
// sent without the places of its pictures.

const ATTACHED = /^attached:([1-9]\d{0,2})$/u
/** It does not begin again within words, and its words have a limit: others wrote the text. */
const PICTURE = /!\[((?:\\.|[^[\]\\\n]){0,1000})\]\(attached:([1-9]\d{0,2})\)/gu

/** Returns the number of the attachment, from 1; null for any other address. */
export function parseAttached(address: string): number | null {
  const found = ATTACHED.exec(address)?.[1]
  return found === undefined ? null : Number(found)
}

/** Escapes the words, which may come from a file name. */
export function writePicture(number: number, words: string): string {
  return `![${words.replace(/[\\[\]`*_<>!~|]/gu, '\\$&')}](attached:${number})`
}

/** Returns the numbers of the attachments that the text shows. */
export function listPictures(text: string): ReadonlySet<number> {
  return new Set([...text.matchAll(PICTURE)].map(([, , number]) => Number(number)))
}

/**
 * Returns the text after a change of the attachments. `renumber` returns the new number, or null
 * if the file is gone; its picture then leaves the text.
 */
export function renumberPictures(text: string, renumber: (number: number) => number | null): string {
  return text.replace(PICTURE, (picture, words: string, old: string) => {
    const number = renumber(Number(old))
    if (number === null) return ''
    return number === Number(old) ? picture : `![${words}](attached:${number})`
  })
}
