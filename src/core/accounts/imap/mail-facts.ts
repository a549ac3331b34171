// What a mail server says about folders and mails, from imapflow's objects to those of the port.
import type { FetchMessageObject, ListResponse, MessageStructureObject } from 'imapflow'
import type { FolderRole, ServerFlags, ServerFolder, ServerMail, ServerPart } from '../mail-server.ts'

const ROLES: Readonly<Record<string, FolderRole>> = {
  '\\Inbox': 'inbox',
  '\\Sent': 'sent',
  '\\Archive': 'archive',
  '\\Drafts': 'drafts',
  '\\Junk': 'spam',
  '\\Trash': 'trash',
  '\\All': 'all',
  '\\Flagged': 'starred',
}

const KNOWN_FLAGS = ['\\seen', '\\flagged', '\\answered', '\\draft', '\\recent']

/** The header fields of a listed mail. The others come with its body. */
export const LISTED_FIELDS = [
  ...['From', 'Sender', 'Reply-To', 'To', 'Cc', 'Bcc', 'Date', 'Subject'],
  ...['Message-ID', 'In-Reply-To', 'References', 'Content-Type', 'Content-Transfer-Encoding'],
  ...['List-Id', 'List-Unsubscribe', 'Precedence', 'Delivered-To', 'X-Original-To'],
]

export function toFolder(listed: ListResponse): ServerFolder {
  return {
    path: listed.path,
    name: listed.name,
    role: ROLES[listed.specialUse ?? ''] ?? null,
    canSelect: !listed.flags.has('\\Noselect') && !listed.flags.has('\\NonExistent'),
  }
}

export function toFlags(flags: ReadonlySet<string>, labels?: ReadonlySet<string>): ServerFlags {
  const words = [...flags].map((flag) => flag.toLowerCase())
  return {
    seen: words.includes('\\seen'),
    flagged: words.includes('\\flagged'),
    answered: words.includes('\\answered'),
    draft: words.includes('\\draft'),
    keywords: words.filter((word) => !KNOWN_FLAGS.includes(word)).sort(),
    labels: [...(labels ?? [])].sort(),
  }
}

/** Returns null for a row that tells only a change of flags, which a server may send at any time. */
export function toMail(row: FetchMessageObject, hasLabels: boolean): ServerMail | null {
  if (row.uid === undefined || row.headers === undefined) return null
  return {
    uid: row.uid,
    flags: toFlags(row.flags ?? new Set(), row.labels),
    receivedAt: toTime(row.internalDate),
    size: row.size ?? 0,
    head: row.headers,
    serverId: hasLabels ? (row.emailId ?? null) : null,
  }
}

function toTime(date: Date | string | undefined): number {
  const time = new Date(date ?? 0).getTime()
  return Number.isNaN(time) ? 0 : time
}

/**
 * Numbers the parts of a mail (RFC 9051, 6.4.5). imapflow gives a mail within a mail, and its only
 * part, one number.
 * @param within the number of the message/rfc822 part that contains this mail; '' for the outer one
 */
export function toStructure(root: MessageStructureObject, within: string): ServerPart {
  if (!root.type.startsWith('multipart/')) return toPart(root, within === '' ? '1' : `${within}.1`)
  const section = within === '' ? '' : `${within}.TEXT`
  return { ...describe(root, section), parts: numberParts(root, within) }
}

function toPart(node: MessageStructureObject, section: string): ServerPart {
  const [child] = node.childNodes ?? []
  if (node.type.startsWith('multipart/'))
    return { ...describe(node, section), parts: numberParts(node, section) }
  const isMail = node.type === 'message/rfc822' && child !== undefined
  return { ...describe(node, section), parts: isMail ? [toStructure(child, section)] : [] }
}

function numberParts(node: MessageStructureObject, prefix: string): ServerPart[] {
  return (node.childNodes ?? []).map((child, index) =>
    toPart(child, prefix === '' ? `${index + 1}` : `${prefix}.${index + 1}`),
  )
}

function describe(node: MessageStructureObject, section: string): Omit<ServerPart, 'parts'> {
  const disposition = node.disposition?.toLowerCase()
  return {
    section,
    type: node.type.toLowerCase(),
    parameters: node.parameters ?? {},
    disposition: disposition === 'inline' || disposition === 'attachment' ? disposition : null,
    fileName: node.dispositionParameters?.filename ?? node.parameters?.name ?? null,
    contentId: node.id === undefined || node.id === '' ? null : node.id.replace(/^<|>$/g, ''),
    encoding: (node.encoding ?? '7bit').toLowerCase(),
    size: node.size ?? 0,
  }
}
