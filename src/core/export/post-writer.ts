// Writes the person's public posts: each as Markdown, and all of them as an Atom feed (RFC 4287).
import { equalBytes, toText } from '../base/index.ts'
import type { LetterParts } from '../letters/index.ts'
import {
  isPublished,
  formatRef,
  getRef,
  type ObjectHeader,
  type OpenedObject,
  type Ref,
} from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'
import type { Bag } from './bag.ts'
import { dayOf, type UniqueNames } from './export-names.ts'

const FEED = 'public/atom.xml'

export function isOwnPost({ identity }: LetterParts, { person }: Ref, { madeFor }: ObjectHeader): boolean {
  return isPublished(madeFor) && equalBytes(person, identity.person)
}

export async function writePost(
  bag: Bag,
  names: UniqueNames,
  entry: ListedEntry,
  { header, body }: OpenedObject,
): Promise<void> {
  const { title, at, tags } = header
  const text = Buffer.from(body).toString('utf8')
  const ref = formatRef(getRef(entry.ref))
  const name = names.nameOf(`${dayOf(at)} ${title || 'post'}`, entry.object, '.md')
  const head = { title, date: new Date(at).toISOString(), tags, ref, replaces: entry.replaces }
  const fields = Object.entries(head).map(([field, value]) => `${field}: ${JSON.stringify(value)}`)
  await bag.put(`public/${name}`, `---\n${fields.join('\n')}\n---\n\n${text}\n`)
  // The feed has only the latest version of a post.
  if (entry.isReplaced) return
  await bag.append(FEED, atomEntry({ id: toText(entry.object), title, at, tags, text }))
}

export async function beginFeed(bag: Bag, me: { id: string; name: string }, at: number): Promise<void> {
  await bag.append(
    FEED,
    `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:fumikura:person:${me.id}</id>
<title>${escapeXml(me.name)}</title>
<author><name>${escapeXml(me.name)}</name></author>
<updated>${new Date(at).toISOString()}</updated>
`,
  )
}

export async function endFeed(bag: Bag): Promise<void> {
  await bag.append(FEED, '</feed>\n')
}

interface AtomEntry {
  id: string
  title: string
  at: number
  tags: string[]
  text: string
}

function atomEntry({ id, title, at, tags, text }: AtomEntry): string {
  const time = new Date(at).toISOString()
  return `<entry><id>urn:fumikura:post:${id}</id><title>${escapeXml(title)}</title>
<published>${time}</published><updated>${time}</updated>
${tags.map((tag) => `<category term="${escapeXml(tag)}"/>`).join('')}<content type="text">${escapeXml(text)}</content></entry>
`
}

/** Replaces controls, which XML forbids even when they are escaped. */
function escapeXml(text: string): string {
  const allowed = text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu,
    '\ufffd',
  )
  return allowed.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
