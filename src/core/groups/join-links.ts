// The links into groups that this person owns. Many people may use a link until it is revoked or
// expires.
// The join desk decides about each person who brings its token.
import type { Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Rows, SqlValue, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import { formatGroupLink, TOKEN_BYTES } from './group-link.ts'
import { getGroup } from './group-row.ts'

export interface LinkRow {
  id: Uint8Array
  groupId: Uint8Array
  token: Uint8Array
  link: string
  createdAt: number
  expiresAt: number
  needsApproval: boolean
  revokedAt: number | null
  uses: number
}

const COLUMNS = `
  id, group_id AS groupId, token, link, created_at AS createdAt, expires_at AS expiresAt,
  needs_approval AS needsApproval, revoked_at AS revokedAt, uses`

function readLinks(rows: Rows, rest: string, ...params: SqlValue[]): LinkRow[] {
  const sql = `SELECT ${COLUMNS} FROM group_links ${rest}`
  const found = rows.all<Omit<LinkRow, 'needsApproval'> & { needsApproval: number }>(sql, ...params)
  return found.map((row) => ({ ...row, needsApproval: row.needsApproval === 1 }))
}

interface Options {
  ledger: Ledger
  identity: Identity
  clock: Clock
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000

export class JoinLinks {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /** The link expires after a week unless `lifetimeMs` says otherwise. */
  async create(group: Uint8Array, lifetimeMs: number | undefined, needsApproval: boolean): Promise<LinkRow> {
    const { ledger, identity, clock } = this.#options
    const createdAt = clock.now()
    const expiresAt = createdAt + (lifetimeMs ?? WEEK_MS)
    const token = randomBytes(TOKEN_BYTES)
    const id = randomBytes(16)
    await ledger.write((tx) => {
      const { name } = getGroup(tx, group)
      const device = identity.device.publicKey
      const link = formatGroupLink({ group, name, owner: identity.person, device, token, expiresAt })
      tx.run(
        `INSERT INTO group_links (id, group_id, token, link, created_at, expires_at, needs_approval) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[id, group, token, link, createdAt, expiresAt, needsApproval ? 1 : 0],
      )
    })
    return readLinks(ledger, 'WHERE id = ?', id)[0]!
  }

  /** Lists the links, the newest first. */
  list(group: Uint8Array): LinkRow[] {
    return readLinks(this.#options.ledger, 'WHERE group_id = ? ORDER BY created_at DESC, id', group)
  }

  /** Revokes a link and returns its group. @throws NOT_FOUND */
  async revoke(id: Uint8Array): Promise<Uint8Array> {
    const { ledger, clock } = this.#options
    return ledger.write((tx) => {
      const [row] = readLinks(tx, 'WHERE id = ?', id)
      if (row === undefined) throw new EngineError('NOT_FOUND', 'There is no such link.')
      tx.run('UPDATE group_links SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', clock.now(), id)
      return row.groupId
    })
  }

  /** Returns the link if it is neither revoked nor expired; else null. */
  find(group: Uint8Array, token: Uint8Array): LinkRow | null {
    const { ledger, clock } = this.#options
    const open = 'WHERE group_id = ? AND token = ? AND revoked_at IS NULL AND expires_at > ?'
    return readLinks(ledger, open, group, token, clock.now())[0] ?? null
  }

  countUse(tx: Transaction, { id }: LinkRow): void {
    tx.run('UPDATE group_links SET uses = uses + 1 WHERE id = ?', id)
  }
}
