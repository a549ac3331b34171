// What a person shows to the others of one talk: how far they have read, and that they are typing.
// Off until chosen. Both are mutual: without showing it, one does not see it of the others.
import type { Rows, Transaction } from '../ledger/index.ts'

interface TalkSettings {
  showsSeen: boolean
  showsTyping: boolean
  /** True if an urgent letter of this person, or in this group, may repeat its signal. */
  breaksThrough: boolean
}

const HIDDEN: TalkSettings = { showsSeen: false, showsTyping: false, breaksThrough: false }

export function findSettings(rows: Rows, talk: Uint8Array): TalkSettings {
  const row = rows.get<{ showsSeen: number; showsTyping: number; breaksThrough: number }>(
    `SELECT shows_seen AS showsSeen, shows_typing AS showsTyping, breaks_through AS breaksThrough
     FROM talk_settings WHERE talk = ?`,
    talk,
  )
  if (row === undefined) return HIDDEN
  return {
    showsSeen: row.showsSeen === 1,
    showsTyping: row.showsTyping === 1,
    breaksThrough: row.breaksThrough === 1,
  }
}

/** Settings that are not given keep their value. */
export function setSettings(tx: Transaction, talk: Uint8Array, given: Partial<TalkSettings>): TalkSettings {
  const settings = { ...findSettings(tx, talk), ...given }
  tx.run(
    'INSERT OR REPLACE INTO talk_settings VALUES (?, ?, ?, ?)',
    talk,
    Number(settings.showsSeen),
    Number(settings.showsTyping),
    Number(settings.breaksThrough),
  )
  return settings
}
