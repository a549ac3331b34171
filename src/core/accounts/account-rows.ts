// The accounts of this person as rows, with their secrets and the addresses that may stand in From.
import { EngineError, type EngineErrorOptions, type ErrorCode } from '../contract/errors.ts'
import { foldAddress } from '../correspondents/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { OauthProvider } from './discovery/discovered.ts'
import type { ServerAddress, Trust } from './mail-server.ts'

export type Keeps = 'texts' | 'all'

export interface Trouble {
  code: ErrorCode
  /** The server's own line, or what was wrong. */
  line: string
  /** Of a certificate that nobody vouches for. */
  fingerprint: string | null
}

export interface Account {
  id: Uint8Array
  address: string
  name: string
  user: string
  incoming: ServerAddress
  /** Null if nothing is sent through this account. */
  outgoing: ServerAddress | null
  keeps: Keeps
  isOn: boolean
  trust: Trust
  addedAt: number
  /** Mails are taken back to this time; ms since the epoch. */
  since: number
  trouble: Trouble | null
  /** The largest mail that its server takes. Null if it does not say. */
  maxBytes: number | null
}

interface AccountRow {
  id: Uint8Array
  address: string
  name: string
  user: string
  incoming: string
  outgoing: string | null
  keeps: Keeps
  isOn: number
  ca: string | null
  fingerprint: string | null
  addedAt: number
  since: number
  trouble: string | null
  maxBytes: number | null
}

const COLUMNS = `id, address, name, user, incoming, outgoing, keeps, is_on AS isOn, ca, fingerprint,
  added_at AS addedAt, since, trouble, max_bytes AS maxBytes`

function toAccount({ ca, fingerprint, ...row }: AccountRow): Account {
  return {
    ...row,
    incoming: JSON.parse(row.incoming) as ServerAddress,
    outgoing: row.outgoing === null ? null : (JSON.parse(row.outgoing) as ServerAddress),
    isOn: row.isOn === 1,
    trust: { ...(ca === null ? {} : { ca }), ...(fingerprint === null ? {} : { fingerprint }) },
    trouble: row.trouble === null ? null : (JSON.parse(row.trouble) as Trouble),
  }
}

type Stored = AccountRow & Record<string, never>

/** Returns the accounts, the oldest first. */
export function listAccounts(rows: Rows): Account[] {
  return rows.all<Stored>(`SELECT ${COLUMNS} FROM mail_accounts ORDER BY added_at, id`).map(toAccount)
}

export function findAccount(rows: Rows, id: Uint8Array): Account | null {
  const row = rows.get<Stored>(`SELECT ${COLUMNS} FROM mail_accounts WHERE id = ?`, id)
  return row === undefined ? null : toAccount(row)
}

/** The account that an address was added with, in any case of its letters. */
export function findByAddress(rows: Rows, address: string): Account | null {
  const folded = foldAddress(address)
  return listAccounts(rows).find((one) => foldAddress(one.address) === folded) ?? null
}

/** Adds an account, or replaces what is known of it. */
export function putAccount(tx: Transaction, account: Account): void {
  const { id, address, name, user, incoming, outgoing, keeps, trust, addedAt, since, trouble } = account
  tx.run(
    'INSERT OR REPLACE INTO mail_accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[
      id,
      address,
      name,
      user,
      JSON.stringify(incoming),
      outgoing === null ? null : JSON.stringify(outgoing),
    ],
    ...[keeps, Number(account.isOn), trust.ca ?? null, trust.fingerprint ?? null, addedAt],
    ...[since, trouble === null ? null : JSON.stringify(trouble), account.maxBytes],
  )
}

export function removeAccount(tx: Transaction, id: Uint8Array): void {
  tx.run('DELETE FROM mail_secrets WHERE account = ?', id)
  tx.run('DELETE FROM mail_addresses WHERE account = ?', id)
  tx.run('DELETE FROM mail_accounts WHERE id = ?', id)
}

/** A secret without its user, whom the account knows. */
export type Secret =
  { auth: 'password'; password: string } | { auth: 'oauth2'; provider: OauthProvider; refreshToken: string }

export function putSecret(tx: Transaction, account: Uint8Array, secret: Secret): void {
  tx.run('INSERT OR REPLACE INTO mail_secrets VALUES (?, ?)', account, JSON.stringify(secret))
}

/** Null in a home that was restored: no backup has a secret. */
export function findSecret(rows: Rows, account: Uint8Array): Secret | null {
  const row = rows.get<{ secret: string }>('SELECT secret FROM mail_secrets WHERE account = ?', account)
  return row === undefined ? null : (JSON.parse(row.secret) as Secret)
}

/** What may stand in From. */
export interface OwnAddress {
  address: string
  name: string
  signature: string
}

/** The first one is the address of the account. */
export function listAddresses(rows: Rows, account: Uint8Array): OwnAddress[] {
  return rows.all<OwnAddress & Record<string, never>>(
    `SELECT d.address, d.name, d.signature FROM mail_addresses d JOIN mail_accounts a ON a.id = d.account
     WHERE d.account = ? ORDER BY d.address <> a.address, d.folded`,
    account,
  )
}

export function putAddresses(tx: Transaction, account: Uint8Array, addresses: readonly OwnAddress[]): void {
  tx.run('DELETE FROM mail_addresses WHERE account = ?', account)
  for (const { address, name, signature } of addresses)
    tx.run(
      'INSERT OR REPLACE INTO mail_addresses VALUES (?, ?, ?, ?, ?)',
      ...[account, address, foldAddress(address), name, signature],
    )
}

/** Returns the account that an own address belongs to. */
export function findAccountOf(rows: Rows, address: string): Account | null {
  const row = rows.get<Stored>(
    `SELECT ${COLUMNS.replace(/\b(?:id|address|name)\b/g, 'a.$&')} FROM mail_addresses d JOIN mail_accounts a ON a.id = d.account
     WHERE d.folded = ? ORDER BY a.added_at LIMIT 1`,
    foldAddress(address),
  )
  return row === undefined ? null : toAccount(row)
}

export function isOwnAddress(rows: Rows, address: string): boolean {
  const sql = 'SELECT 1 FROM mail_addresses WHERE folded = ?'
  return address !== '' && rows.get(sql, foldAddress(address)) !== undefined
}

/** What an error says to the person about the account. */
export function troubleOf(code: ErrorCode, message: string, details: EngineErrorOptions['details']): Trouble {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  return { code, line: text(details?.line) ?? message, fingerprint: text(details?.fingerprint) }
}

export const notFound = (): EngineError => new EngineError('NOT_FOUND', 'There is no such mail account.')
