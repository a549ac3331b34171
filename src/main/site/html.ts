// HTML and XML templates. Each value is escaped as text, unless it is HTML made by this module.
// Every title, name, tag and text on the site comes from a person and passes through here.

export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Piece = string | number | Html | null | Piece[]

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** Characters that change the direction of text or are not allowed in XML. */
const UNWANTED =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu

/** Escapes text for element content and quoted attributes, in HTML and XML. */
export function escapeText(text: string): string {
  return text.replace(UNWANTED, '').replace(/[&<>"']/g, (sign) => SIGNS[sign]!)
}

export function markup(parts: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(parts.reduce((text, part, i) => text + toText(pieces[i - 1] ?? null) + part))
}

function toText(piece: Piece): string {
  if (piece === null) return ''
  if (piece instanceof Html) return piece.text
  return Array.isArray(piece) ? piece.map(toText).join('') : escapeText(String(piece))
}
