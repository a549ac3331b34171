// The parts of a mail with their IMAP numbers, for the server in memory. Reads well-formed mails
// with CRLF, which is what tests write.
import type { ServerPart } from '../../../src/core/accounts/index.ts'

interface Entity {
  head: string
  body: string
  fields: Map<string, string>
}

export interface ReadMail {
  /** The bytes of each section, for BODY[name] and BODY[name.MIME]. */
  sections: Map<string, Uint8Array>
  structure: ServerPart
}

export function readSections(raw: Uint8Array): ReadMail {
  const text = Buffer.from(raw).toString('latin1')
  const sections = new Map<string, string>()
  const structure = readMessage(text, '', sections)
  const bytes = [...sections].map(([name, value]) => [name, Buffer.from(value, 'latin1')] as const)
  return { sections: new Map(bytes), structure }
}

/** Returns the named header fields as they are written, and the empty line. */
export function pickFields(raw: Uint8Array, names: readonly string[]): Uint8Array {
  const wanted = names.map((name) => name.toLowerCase())
  const fields = splitFields(split(Buffer.from(raw).toString('latin1')).head)
  const picked = fields.filter(([name]) => wanted.includes(name)).map(([, line]) => `${line}\r\n`)
  return Buffer.from(`${picked.join('')}\r\n`, 'latin1')
}

export function findField(raw: Uint8Array, name: string): string {
  return split(Buffer.from(raw).toString('latin1')).fields.get(name) ?? ''
}

function readMessage(text: string, within: string, sections: Map<string, string>): ServerPart {
  const entity = split(text)
  const name = (word: string): string => (within === '' ? word : `${within}.${word}`)
  if (within === '') sections.set('', text)
  sections.set(name('HEADER'), entity.head)
  sections.set(name('TEXT'), entity.body)
  const isMultipart = typeOf(entity).type.startsWith('multipart/')
  if (!isMultipart) return readPart(entity, name('1'), sections)
  return describe(entity, within === '' ? '' : name('TEXT'), readChildren(entity, within, sections))
}

function readPart(entity: Entity, section: string, sections: Map<string, string>): ServerPart {
  sections.set(section, entity.body)
  sections.set(`${section}.MIME`, entity.head)
  const { type } = typeOf(entity)
  if (type.startsWith('multipart/')) return describe(entity, section, readChildren(entity, section, sections))
  const parts = type === 'message/rfc822' ? [readMessage(entity.body, section, sections)] : []
  return describe(entity, section, parts)
}

function readChildren(entity: Entity, prefix: string, sections: Map<string, string>): ServerPart[] {
  const { boundary = '' } = typeOf(entity).parameters
  const pieces = `\r\n${entity.body}`.split(`\r\n--${boundary}`).slice(1, -1)
  return pieces.map((piece, index) => {
    const section = prefix === '' ? `${index + 1}` : `${prefix}.${index + 1}`
    return readPart(split(piece.replace(/^[ \t]*\r\n/, '')), section, sections)
  })
}

function describe(entity: Entity, section: string, parts: ServerPart[]): ServerPart {
  const { type, parameters } = typeOf(entity)
  const disposition = readValue(entity.fields.get('content-disposition') ?? '')
  const isNamed = disposition.value === 'inline' || disposition.value === 'attachment'
  const id = entity.fields.get('content-id')
  return {
    section,
    type,
    parameters,
    disposition: isNamed ? (disposition.value as 'inline' | 'attachment') : null,
    fileName: disposition.parameters.filename ?? parameters.name ?? null,
    contentId: id === undefined ? null : id.replace(/^<|>$/g, ''),
    encoding: (entity.fields.get('content-transfer-encoding') ?? '7bit').toLowerCase(),
    size: type.startsWith('multipart/') ? 0 : entity.body.length,
    parts,
  }
}

function typeOf(entity: Entity): { type: string; parameters: Record<string, string> } {
  const { value, parameters } = readValue(entity.fields.get('content-type') ?? 'text/plain')
  return { type: value, parameters }
}

function readValue(field: string): { value: string; parameters: Record<string, string> } {
  const [value = '', ...rest] = field.split(';').map((piece) => piece.trim())
  const pairs = rest.map((pair) => {
    const [name = '', text = ''] = pair.split(/=(.*)/s)
    return [name.toLowerCase(), text.replace(/^"|"$/g, '')] as const
  })
  return { value: value.toLowerCase(), parameters: Object.fromEntries(pairs) }
}

function split(text: string): Entity {
  const end = text.startsWith('\r\n') ? -2 : text.indexOf('\r\n\r\n')
  const head = end === -1 ? `${text}\r\n` : text.slice(0, end + 4)
  const body = end === -1 ? '' : text.slice(end + 4)
  const fields = splitFields(head).map(
    ([name, line]) =>
      [
        name,
        line
          .slice(name.length + 1)
          .replace(/\r\n/g, '')
          .trim(),
      ] as const,
  )
  return { head, body, fields: new Map(fields) }
}

/** Returns each field with its name in lower case, folded lines included. */
function splitFields(head: string): [name: string, line: string][] {
  const lines = head.split(/\r\n(?![ \t])/).filter((line) => line !== '')
  return lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line])
}
