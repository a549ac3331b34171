// The correspondents whom stored mails name, and how a search finds them.
import { toHex } from '../base/index.ts'
import { foldName, isNameLike } from '../contacts/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { MailAddress } from '../store/index.ts'
import { correspondentKey, foldDomain } from './correspondent-key.ts'

/**
 * Keeps the name of the newest mail that has one.
 * @param seenAt the time of the mail, ms since the epoch
 */
export function keepCorrespondent(tx: Transaction, { name, address }: MailAddress, seenAt: number): void {
  const key = correspondentKey({ name, address })
  const known = tx.get<KnownRow>(
    'SELECT name, address, seen_at AS seenAt FROM correspondents WHERE key = ?',
    key,
  )
  if (known === undefined) {
    const at = address.lastIndexOf('@')
    const domain = at === -1 ? '' : foldDomain(address.slice(at + 1))
    tx.run('INSERT INTO correspondents VALUES (?, ?, ?, ?, ?)', key, name, address, domain, seenAt)
    keepWords(tx, key, { name, address })
  } else if (name !== '' && (known.name === '' || seenAt >= known.seenAt)) {
    tx.run('UPDATE correspondents SET name = ?, seen_at = ? WHERE key = ?', name, seenAt, key)
    if (known.name === name) return
    for (const words of wordsOf(known))
      tx.run('DELETE FROM correspondent_words WHERE words = ? AND key = ?', words, key)
    keepWords(tx, key, { name, address: known.address })
  }
}

type KnownRow = MailAddress & { seenAt: number } & Record<string, never>

function keepWords(tx: Transaction, key: Uint8Array, one: MailAddress): void {
  for (const words of wordsOf(one))
    tx.run('INSERT OR IGNORE INTO correspondent_words VALUES (?, ?)', words, key)
}

const MAX_WORDS = 12
const MAX_WORDS_CHARS = 64

/** Returns what a search may begin with: the name and the address, from each word on, in one case. */
function wordsOf({ name, address }: MailAddress): string[] {
  const words = foldName(`${name} ${address}`).split(/\s+/u).filter(Boolean)
  // The address is the last word, and is found whatever the name is.
  const starts = words.length > MAX_WORDS ? [...words.keys()].slice(0, MAX_WORDS - 1) : [...words.keys()]
  const all = starts.map((at) => words.slice(at).join(' '))
  return [...new Set([...all, words.at(-1) ?? ''])].filter(Boolean).map(cutWords)
}

const cutWords = (words: string): string => words.slice(0, MAX_WORDS_CHARS)

/** Null if no stored mail names them. */
export function findCorrespondent(rows: Rows, key: Uint8Array): MailAddress | null {
  return rows.get<MailAddress>('SELECT name, address FROM correspondents WHERE key = ?', key) ?? null
}

/** A search that means more people than this is too short to mean anybody. */
const MAX_FOUND = 1000

/**
 * Returns the keys of the people that a typed text may mean: a known address, `@domain` with the
 * domains below it, or the start of a word of a name or of an address.
 */
export function findCorrespondents(rows: Rows, typed: string): Uint8Array[] {
  const text = typed.trim()
  if (text.startsWith('@')) return findOfDomain(rows, foldDomain(text.slice(1)))
  const key = correspondentKey({ name: '', address: text })
  if (text.includes('@') && findCorrespondent(rows, key) !== null) return [key]
  return findCorrespondentsNamed(rows, text, false)
}

type Found = MailAddress & { key: Uint8Array }

/** Returns the keys of the people in whose name and address the words stand, the last one whole if so wanted. */
export function findCorrespondentsNamed(rows: Rows, words: string, isWhole: boolean): Uint8Array[] {
  const found = findStarting(rows, OF_WORDS, wordsToFind(words), MAX_FOUND)
  const isMeant = ({ name, address }: Found): boolean =>
    !isWhole || isNameLike(`${name} ${address}`, words, true)
  return found.filter(isMeant).map(({ key }) => key)
}

/**
 * Returns those whom a writer may mean, of each kind the last one seen first: those of whom a word of the
 * name or address begins with the text, then those whose domain begins with it. After an @ only the domain
 * counts.
 */
export function suggestCorrespondents(rows: Rows, typed: string, limit: number): Found[] {
  const text = typed.normalize('NFKC').trim()
  const isDomain = text.startsWith('@')
  const named = isDomain ? [] : findStarting(rows, OF_WORDS, wordsToFind(text), limit)
  if (named.length === limit) return named
  const isNamed = new Set(named.map(({ key }) => toHex(key)))
  const domain = foldDomain(isDomain ? text.slice(1) : text)
  const ofDomain = findStarting(rows, OF_DOMAINS, domain, limit).filter(({ key }) => !isNamed.has(toHex(key)))
  return [...named, ...ofDomain].slice(0, limit)
}

const OF_WORDS = 'SELECT key FROM correspondent_words WHERE words >= ? AND words < ?'
const OF_DOMAINS = "SELECT key FROM correspondents WHERE domain >= ? AND domain < ? AND domain <> ''"

/** Of so many the last ones seen are found. A longer text fits fewer. */
const MAX_READ = 10_000
/** Above every character that a text can have. */
const LAST = '\u{10FFFF}'

function findStarting(rows: Rows, keys: string, text: string, limit: number): Found[] {
  if (text === '') return []
  return rows.all<Found>(
    `SELECT key, name, address FROM correspondents WHERE key IN (${keys} LIMIT ?) ORDER BY seen_at DESC LIMIT ?`,
    ...[text, text + LAST, MAX_READ, limit],
  )
}

const wordsToFind = (typed: string): string => cutWords(foldName(typed).split(/\s+/u).join(' '))

function findOfDomain(rows: Rows, domain: string): Uint8Array[] {
  const sql = `SELECT key FROM correspondents WHERE domain = ? OR (domain <> '' AND domain LIKE ? ESCAPE '\\')
    ORDER BY seen_at DESC LIMIT ?`
  return domain === '' ? [] : listKeys(rows, sql, domain, `%.${escapeLike(domain)}`, MAX_FOUND)
}

function listKeys(rows: Rows, sql: string, ...params: (string | number)[]): Uint8Array[] {
  return rows.all<{ key: Uint8Array }>(sql, ...params).map(({ key }) => key)
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
