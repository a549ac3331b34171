// What a mail says about the list or the sender of many mails that it is from (RFC 2369, 2919, 8058).
import { oneLine } from '../base/index.ts'
import { decodeHead, type RawText } from './encoded-words.ts'
import { findField, type Field } from './head-fields.ts'

export interface ListFacts {
  /** The id, in lower case; empty if the mail only offers a way out. */
  id: string
  /** The name beside the id; empty without one. */
  name: string
  unsubscribe: Unsubscribe | null
  /** The address that mails to the list go to. Null if it has none, or does not take any. */
  post: string | null
}

export interface Unsubscribe {
  /** A `mailto:` link, or null. */
  mail: string | null
  /** An `https:` link, or null. */
  web: string | null
  /** True if one POST to `web` is enough, without a page (RFC 8058). */
  isOneClick: boolean
}

/** Null for a mail that names neither a list nor a way out. */
export function readListFacts(fields: readonly Field[], rawText: RawText): ListFacts | null {
  const [id, out] = [findField(fields, 'list-id'), findField(fields, 'list-unsubscribe')]
  if (id === null && out === null) return null
  const way = out === null ? null : readWayOut(out, findField(fields, 'list-unsubscribe-post') ?? '')
  const post = linksIn(findField(fields, 'list-post') ?? '', 'mailto:')[0] ?? null
  return { ...readId(id ?? '', rawText), unsubscribe: way, post: post === null ? null : addressIn(post) }
}

const MAX_ID_CHARS = 255

function readId(field: string, rawText: RawText): Pick<ListFacts, 'id' | 'name'> {
  const text = decodeHead(field.slice(0, MAX_FIELD_CHARS), rawText)
  const [, name = '', id = ''] = /^([^<]*)<([^<>]*)>/.exec(text) ?? [null, '', text]
  return {
    id: oneLine(id, MAX_ID_CHARS).toLowerCase(),
    name: oneLine(name.replace(/"/g, ''), MAX_ID_CHARS),
  }
}

function readWayOut(field: string, post: string): Unsubscribe | null {
  const [mail = null, web = null] = [linksIn(field, 'mailto:')[0], linksIn(field, 'https:')[0]]
  if (mail === null && web === null) return null
  return { mail, web, isOneClick: web !== null && /^\s*List-Unsubscribe=One-Click\s*$/i.test(post) }
}

const MAX_FIELD_CHARS = 16_384
const MAX_LINK_CHARS = 4096

/** Returns the links in angle brackets of that scheme. Space within is of folded lines. */
function linksIn(field: string, scheme: string): string[] {
  return Array.from(field.slice(0, MAX_FIELD_CHARS).matchAll(/<([^<>]*)>/g), ([, link]) =>
    link!.replace(/\s+/g, ''),
  ).filter((link) => link.length <= MAX_LINK_CHARS && URL.canParse(link) && new URL(link).protocol === scheme)
}

function addressIn(mailto: string): string | null {
  try {
    const address = decodeURIComponent(new URL(mailto).pathname)
    return address.includes('@') ? oneLine(address, MAX_ID_CHARS) : null
  } catch {
    return null
  }
}
