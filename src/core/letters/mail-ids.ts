// The Message-IDs of own letters that go by mail, and of the mails that they answer. Other programs
// put mails into threads by them.
import { equalBytes, toText } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { hash } from '../seal/index.ts'
import { linkTo, objectId, type ObjectHeader, type ObjectStore } from '../store/index.ts'

/** The key of a Message-ID in the tables and the threads. */
export const hashMailId = (id: string): Uint8Array =>
  hash('fumikura/mail-id/1', Buffer.from(id.trim(), 'utf8'))

/** Enough that no two letters have the same. */
const TOKEN_CHARS = 32

/** The name of an own letter in an envelope, by which a report names it. */
export function envelopeIdOf(object: Uint8Array): string {
  return `fk.${toText(hash('fumikura/message-id/1', object)).slice(0, TOKEN_CHARS)}`
}

/** The same at each try, so that a server can recognise a mail that it has. */
export function messageIdOf(object: Uint8Array, from: string): string {
  return `<${envelopeIdOf(object)}@${from.slice(from.lastIndexOf('@') + 1)}>`
}

/** A longer chain has its first ids and its last ones. */
const MAX_CHAIN = 20

type Parts = { store: Pick<ObjectStore, 'findOwn' | 'findKept'> }

/** Returns the Message-IDs of the thread that a letter answers, the first one first. */
export function listReferences(rows: Rows, { store }: Parts, header: ObjectHeader): string[] {
  const chain: string[][] = []
  let answered = linkTo(header, 'reply')
  for (let n = 0; n < MAX_CHAIN && answered !== null; n++) {
    const object = objectId(answered.ref)
    const found = store.findOwn(rows, object)?.header ?? store.findKept(rows, object)?.header
    if (found === undefined) break
    chain.unshift(idsOf(object, found))
    answered = linkTo(found, 'reply')
    if (answered !== null && equalBytes(objectId(answered.ref), object)) break
  }
  return [...new Set(chain.flat())].filter((id) => id !== '')
}

function idsOf(object: Uint8Array, { origin, byMail }: ObjectHeader): string[] {
  if (origin !== undefined) return [origin.first, origin.parent, origin.messageId]
  return byMail === undefined ? [] : [messageIdOf(object, byMail.from)]
}

/** Records an id under which answers and reports name an own letter. */
export function keepSentId(tx: Transaction, id: string, object: Uint8Array): void {
  tx.run('INSERT OR IGNORE INTO mail_sent_ids VALUES (?, ?)', hashMailId(id), object)
}

/**
 * Returns the own letter that was sent under this id. Null if none was.
 * @param id hashed
 */
export function findSentId(rows: Rows, id: Uint8Array): Uint8Array | null {
  const sql = 'SELECT object FROM mail_sent_ids WHERE id = ?'
  return rows.get<{ object: Uint8Array }>(sql, id)?.object ?? null
}
