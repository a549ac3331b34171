// Remembers the checked notices of posts that were listed from an author's archive, so that one
// post can be opened without its feed.
// Between replicate and receive. Nothing here is in the inbox before it is opened.
import type { ArchiveEntry } from '../public-archive/index.ts'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { noticeForm, noticeTitle, type Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { objectId } from '../store/index.ts'

/** Per author; the notices that were listed longest ago are dropped first. */
const MAX_SEEN = 2000

/**
 * The owner of an archive. A device may also list what the same person's earlier device published.
 */
export interface ArchiveAuthor {
  person: Uint8Array
  device: Uint8Array
  hadDevice: (device: Uint8Array) => boolean
}

/**
 * The notice of an entry.
 * @throws MalformedRecord if the notice is not its author's, or is about another post
 */
export function readEntryNotice(entry: ArchiveEntry, author: ArchiveAuthor): Notice {
  const notice = noticeForm.decode(entry.notice)
  const { ref, audience, at, title, mode, replaces } = notice
  const isTheirDevice = equalBytes(ref.device, author.device) || author.hadDevice(ref.device)
  const isTheirs = equalBytes(ref.person, author.person) && isTheirDevice
  const isThis = equalBytes(objectId(ref), entry.object) && at === entry.at
  const isSameTitle = title === null || title === noticeTitle(entry.title)
  const replaced = replaces === null ? null : objectId(replaces)
  const isSameVersion =
    entry.replaces === null || replaced === null
      ? entry.replaces === replaced
      : equalBytes(entry.replaces, replaced)
  if (!isTheirs || !isThis || !isSameTitle || !isSameVersion || audience.kind !== 'public' || mode !== 'open')
    throw new MalformedRecord('an archive entry whose notice does not match it')
  return notice
}

export function keepSeen(tx: Transaction, person: Uint8Array, entries: ArchiveEntry[], now: number): void {
  for (const { object, notice } of entries)
    tx.run('INSERT OR REPLACE INTO archive_seen VALUES (?, ?, ?, ?)', object, person, notice, now)
  tx.run(
    `DELETE FROM archive_seen WHERE person = ? AND object NOT IN
       (SELECT object FROM archive_seen WHERE person = ? ORDER BY at DESC LIMIT ?)`,
    ...[person, person, MAX_SEEN],
  )
}

export function findSeen(rows: Rows, object: Uint8Array): Notice | null {
  const row = rows.get<{ notice: Uint8Array }>('SELECT notice FROM archive_seen WHERE object = ?', object)
  return row === undefined ? null : noticeForm.decode(row.notice)
}

export function forgetSeen(tx: Transaction, person: Uint8Array): void {
  tx.run('DELETE FROM archive_seen WHERE person = ?', person)
}
