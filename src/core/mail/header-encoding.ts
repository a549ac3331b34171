// Encodes texts for the head of a mail (RFC 2047, RFC 5322). Texts that are not plain become folded
// encoded words. No text can begin a new field.
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]{0,58}[\x21-\x7e])?$/
/** A line with an encoded word has at most 76 characters, and the first one the name of its field. */
const MAX_WORD_BYTES = 39

/**
 * Returns the value of a field: the text itself if it is short printable ASCII, else RFC 2047
 * encoded words.
 */
export function encodeHeaderText(text: string): string {
  const isPlain = PLAIN.test(text) && !text.includes('=?') && !text.includes('  ')
  return text === '' || isPlain ? text : toEncodedWords(text)
}

function toEncodedWords(text: string): string {
  return cutUtf8(text, MAX_WORD_BYTES)
    .map((piece) => `=?UTF-8?B?${Buffer.from(piece, 'utf8').toString('base64')}?=`)
    .join('\r\n ')
}

function cutUtf8(text: string, maxBytes: number): string[] {
  const pieces: string[] = []
  let [piece, bytes] = ['', 0]
  for (const char of text) {
    const more = Buffer.byteLength(char)
    if (bytes + more > maxBytes) {
      pieces.push(piece)
      ;[piece, bytes] = ['', 0]
    }
    piece += char
    bytes += more
  }
  return [...pieces, piece]
}

/** Returns a name with an address, which is ASCII and needs no encoding. */
export function encodeMailbox({ name, address }: { name: string; address: string }): string {
  if (name === '') return `<${address}>`
  return /^[\w .'-]{1,60}$/.test(name) ? `"${name}" <${address}>` : `${toEncodedWords(name)}\r\n <${address}>`
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function mailDate(atMs: number): string {
  const at = new Date(atMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${DAYS[at.getUTCDay()]!}, ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]!}`
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')
  return `${day} ${String(at.getUTCFullYear()).padStart(4, '0')} ${time} +0000`
}

/** Returns base64 in lines of 76 characters. */
export function base64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return text.replace(/.{76}(?=.)/g, '$&\r\n')
}
