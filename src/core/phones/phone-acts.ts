// What a phone did that stays when the phone is revoked: what it sent or removed, a group, a template.
// Each is written as it is done, so that its owner finds it after a loss.
import { oneLine, type Clock } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'

const ID_BYTES = 8
const MAX_ABOUT_CHARS = 200
const SHOWN_MS = 30 * 24 * 60 * 60_000

/** The call that takes an act back. */
export interface ActUndo {
  call: string
  input: Record<string, unknown>
}

export interface PhoneActRow {
  id: Uint8Array
  phone: Uint8Array
  at: number
  call: string
  about: string
  undo: ActUndo | null
}

interface Row extends Omit<PhoneActRow, 'undo'> {
  undo: string | null
}

const SELECT = 'SELECT id, phone, at, call, about, undo FROM phone_acts'

const toAct = ({ undo, ...act }: Row): PhoneActRow => ({
  ...act,
  undo: undo === null ? null : (JSON.parse(undo) as ActUndo),
})

export class PhoneActs {
  readonly #ledger: Pick<Ledger, 'get' | 'all' | 'write'>
  readonly #clock: Clock

  constructor(ledger: Pick<Ledger, 'get' | 'all' | 'write'>, clock: Clock) {
    this.#ledger = ledger
    this.#clock = clock
  }

  /** Also forgets acts that are no longer shown. */
  async keep({ phone, call, about, undo }: Omit<PhoneActRow, 'id' | 'at'>): Promise<void> {
    const now = this.#clock.now()
    const text = undo === null ? null : JSON.stringify(undo)
    await this.#ledger.write((tx) => {
      tx.run('DELETE FROM phone_acts WHERE at < ?', now - SHOWN_MS)
      tx.run(
        'INSERT INTO phone_acts VALUES (?, ?, ?, ?, ?, ?, NULL)',
        ...[randomBytes(ID_BYTES), phone, now, call, oneLine(about, MAX_ABOUT_CHARS), text],
      )
    })
  }

  /** Those of 30 days that were not undone, the latest first. */
  list(phone: Uint8Array): PhoneActRow[] {
    const sql = `${SELECT} WHERE phone = ? AND at >= ? AND undone_at IS NULL ORDER BY at DESC, id`
    return this.#ledger.all<Row & Record<string, never>>(sql, phone, this.#clock.now() - SHOWN_MS).map(toAct)
  }

  /** Null if there is none, or it was undone. */
  find(id: Uint8Array): PhoneActRow | null {
    const sql = `${SELECT} WHERE id = ? AND undone_at IS NULL`
    const row = this.#ledger.get<Row & Record<string, never>>(sql, id)
    return row === undefined ? null : toAct(row)
  }

  async markUndone(id: Uint8Array): Promise<void> {
    const now = this.#clock.now()
    await this.#ledger.write((tx) => tx.run('UPDATE phone_acts SET undone_at = ? WHERE id = ?', now, id))
  }
}
