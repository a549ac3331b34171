// Writes contacts as vCard 4 (RFC 6350), with the key of a person in the place of an address.
export interface CardToWrite {
  id: string
  name: string
  /** A `data:` URL of a small picture. */
  picture: string | null
  sinceMs: number | null
}

export function writeVcard({ id, name, picture, sinceMs }: CardToWrite): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `UID:urn:fumikura:person:${id}`,
    `FN:${escapeText(name)}`,
    `IMPP;TYPE=home:fumikura:${id}`,
    ...(picture === null ? [] : [`PHOTO:${picture}`]),
    ...(sinceMs === null ? [] : [`REV:${basicTime(sinceMs)}`]),
    'END:VCARD',
    '',
  ]
  return lines.map(foldLine).join('\r\n')
}

function escapeText(text: string): string {
  return text.replace(/[\\,;]/g, '\\$&').replace(/\r?\n/g, '\\n')
}

function basicTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '')
}

const MAX_LINE_BYTES = 75

/** Folds at 75 bytes, never within a character. A continuation line begins with a space. */
function foldLine(line: string): string {
  const lines: string[] = []
  let [held, bytes] = ['', 0]
  for (const char of line) {
    const more = Buffer.byteLength(char)
    if (bytes + more > MAX_LINE_BYTES) {
      lines.push(held)
      ;[held, bytes] = [' ', 1]
    }
    held += char
    bytes += more
  }
  return [...lines, held].join('\r\n')
}
