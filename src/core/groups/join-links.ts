// The links of a group of mine: each serves many, until it is revoked or its time is over.
// Whoever comes with a token of one is let in, or asked about, at the join desk.
import type { Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import { formatGroupLink, TOKEN_BYTES } from './group-link.ts'
import { getGroup } from './group-row.ts'

export interface LinkRow {
  id: Uint8Array
  group_id: Uint8Array
  token: Uint8Array
  link: string
  created_at: number
  expires_at: number
  needs_approval: number
  revoked_at: number | null
  uses: number
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

  /** Valid for a week unless told. */
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
    return ledger.get<LinkRow & Record<string, never>>('SELECT * FROM group_links WHERE id = ?', id)!
  }

  /** Newest first. */
  list(group: Uint8Array): LinkRow[] {
    const sql = 'SELECT * FROM group_links WHERE group_id = ? ORDER BY created_at DESC, id'
    return this.#options.ledger.all<LinkRow & Record<string, never>>(sql, group)
  }

  /** Gives its group. @throws NOT_FOUND */
  async revoke(id: Uint8Array): Promise<Uint8Array> {
    const { ledger, clock } = this.#options
    return ledger.write((tx) => {
      const row = tx.get<LinkRow & Record<string, never>>('SELECT * FROM group_links WHERE id = ?', id)
      if (row === undefined) throw new EngineError('NOT_FOUND', 'There is no such link.')
      tx.run('UPDATE group_links SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', clock.now(), id)
      return row.group_id
    })
  }

  /** One that still lets somebody in. */
  find(group: Uint8Array, token: Uint8Array): LinkRow | null {
    const { ledger, clock } = this.#options
    const sql =
      'SELECT * FROM group_links WHERE group_id = ? AND token = ? AND revoked_at IS NULL AND expires_at > ?'
    return ledger.get<LinkRow & Record<string, never>>(sql, group, token, clock.now()) ?? null
  }

  countUse(tx: Transaction, { id }: LinkRow): void {
    tx.run('UPDATE group_links SET uses = uses + 1 WHERE id = ?', id)
  }
}
