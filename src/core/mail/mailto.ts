// Reads a `mailto:` link (RFC 6068): one address, a subject and words. Its other fields are passed over,
// because a stranger wrote them.
import { oneLine } from '../base/index.ts'
import { isMailAddress } from './write-outgoing.ts'

interface MailtoLink {
  address: string
  subject: string
  text: string
}

const MAX_SUBJECT_CHARS = 300
const MAX_TEXT_CHARS = 4096

/** Null if it does not name one address. */
export function readMailto(link: string): MailtoLink | null {
  const [, path = '', query = ''] = /^mailto:([^?#]*)(?:\?([^#]*))?/i.exec(link) ?? []
  const address = decode(path)
  if (!isMailAddress(address)) return null
  const fields = new Map(query.split('&').map(readField))
  return {
    address,
    subject: oneLine(fields.get('subject') ?? '', MAX_SUBJECT_CHARS),
    text: (fields.get('body') ?? '').slice(0, MAX_TEXT_CHARS),
  }
}

function readField(pair: string): [name: string, value: string] {
  const at = Math.max(0, pair.indexOf('='))
  return [pair.slice(0, at).toLowerCase(), decode(pair.slice(at + 1))]
}

/** Empty if it is not encoded rightly. A plus is a plus here. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
