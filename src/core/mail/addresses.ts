// Parses the mailboxes of a field (RFC 5322, with obsolete routes, names in comments, and groups).
import { decodeHead, decodeRaw, type RawText } from './encoded-words.ts'
import type { MailAddress } from '../store/index.ts'
import { trimRaw } from './head-fields.ts'

/**
 * Returns the mailboxes, also the members of groups.
 * @param raw Latin-1; only ASCII spaces count as space
 */
export function parseAddresses(raw: string, rawText: RawText, limit: number): MailAddress[] {
  const found: MailAddress[] = []
  let one = new Draft()
  const end = (next = new Draft()): void => {
    const address = one.finish(rawText)
    if (address !== null) found.push(address)
    one = next
  }
  for (const [token] of raw.matchAll(TOKEN)) {
    if (found.length >= limit) return found
    if (token === ',' || token === ';') end()
    // The text before a colon is the name of a group.
    else if (token === ':' && one.angle === null) one = new Draft()
    else if (isAngle(token) && one.angle !== null) {
      end(new Draft(one.after))
      one.add(token)
    } else one.add(token)
  }
  end()
  return found.slice(0, limit)
}

/** Encoded words are matched first, because commas in them are not separators. */
const TOKEN =
  /=\?[^? \t]+\?[QqBb]\?[^?]*\?=|"(?:[^"\\]|\\.)*"?|<[^<>]*>?|\[[^[\]]*\]|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)?|[,;:]|[^ \t,;:"<>()=[\]]+|[ \t]+|[\s\S]/g

const isAngle = (token: string): boolean => token.startsWith('<') && token.length > 1

class Draft {
  words: string
  /**
   * The text after the address in angle brackets. It belongs to the next mailbox if there is one.
   */
  after = ''
  comment = ''
  angle: string | null = null

  constructor(words = '') {
    this.words = words
  }

  add(token: string): void {
    if (isAngle(token)) this.angle = token
    else if (token.startsWith('(')) this.comment ||= token.replace(/^\(|\)$/g, '')
    else if (this.angle === null) this.words += token
    else this.after += token
  }

  finish(rawText: RawText): MailAddress | null {
    const words = trimRaw(this.words).slice(0, MAX_WORDS_CHARS)
    const addressOf = (angle: string): string => decodeRaw(bare(angle), rawText)
    if (this.angle !== null) {
      const name = nameOf(words || this.after || this.comment, rawText)
      const address = addressOf(this.angle)
      return name === '' && address === '' ? null : { name, address }
    }
    if (QUOTED_ADDRESS.test(words)) return { name: nameOf(this.comment, rawText), address: addressOf(words) }
    const found = findAddress(closeUp(words))
    if (found !== null) {
      const beside = found.beside.includes('@') ? '' : trimRaw(found.beside)
      return { name: nameOf(beside || this.comment, rawText), address: addressOf(found.address) }
    }
    // A comment alone is nobody.
    const name = nameOf(words, rawText)
    return name === '' ? null : { name, address: '' }
  }
}

const QUOTED_ADDRESS = /^"(?:[^"\\]|\\.)*"@[^ \t]+$/s

/** Finds an address without brackets, and the text beside it. */
function findAddress(words: string): { address: string; beside: string } | null {
  for (let at = words.indexOf('@'); at !== -1; at = words.indexOf('@', at + 1)) {
    let [start, end] = [at, at + 1]
    while (start > 0 && !APART.has(words[start - 1]!)) start--
    while (end < words.length && !APART.has(words[end]!)) end++
    if (start < at && end > at + 1)
      return { address: words.slice(start, end), beside: `${words.slice(0, start)} ${words.slice(end)}` }
  }
  return null
}

const APART = new Set([' ', '\t', '"', "'", ','])

/**
 * Removes the spaces around `@`, and around dots after it, as the obsolete form allows. Before `@` a
 * dot may end an initial, so there it needs a space before it.
 */
function closeUp(words: string): string {
  const at = words.indexOf('@')
  if (at === -1 || words.includes('@', at + 1) || words.includes('"')) return words
  const local = words
    .slice(0, at)
    .trimEnd()
    .replace(/(?<=[^ \t])[ \t]+\.[ \t]*(?=[^ \t])/g, '.')
  const domain = words
    .slice(at + 1)
    .trimStart()
    .replace(/(?<=[^ \t])[ \t]*\.[ \t]*(?=[^ \t])/g, '.')
  return `${local}@${domain}`
}

/** A longer text is not a name. */
const MAX_WORDS_CHARS = 2000

/**
 * Returns the address without brackets, comments, an obsolete route (`@a,@b:`) and misplaced
 * spaces.
 */
function bare(angle: string): string {
  const inner = trimRaw(angle.replace(/^<|>$/g, ''))
  if (/^".*"@/s.test(inner)) return inner
  const plain = inner
    .replace(/\([^()]*\)/g, '')
    .replace(/^@[^:]*:/, '')
    .replace(/^mailto:/i, '')
  return plain.replace(/[ \t\r\n]+/g, '')
}

function nameOf(words: string, rawText: RawText): string {
  const plain = words.replace(/"((?:[^"\\]|\\.)*)"?/gs, (_, inner: string) => inner.replace(/\\(.)/gs, '$1'))
  return decodeHead(trimRaw(plain), rawText).trim()
}
