// Sends mails through the accounts of this person. It is what letters to mail addresses need of the
// accounts (outside/ports.ts).
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { foldAddress } from '../correspondents/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import type { AccountAccess } from './account-access.ts'
import {
  findAccount,
  findAccountOf,
  isOwnAddress,
  listAccounts,
  listAddresses,
  type Account,
} from './account-rows.ts'
import type { MailConnection } from './mail-server.ts'
import type { SubmissionServer } from './submission.ts'

interface Parts {
  ledger: Ledger
  access: AccountAccess
}

const NEVER = new AbortController().signal

export class AccountSender {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Returns the account of this address; for null the oldest one that sends. */
  findSendingAccount(
    rows: Rows,
    wanted: string | null,
  ): { account: string; address: string; name: string; maxBytes: number | null } | null {
    const sends = ({ isOn, outgoing }: Account): boolean => isOn && outgoing !== null
    const account = wanted === null ? listAccounts(rows).find(sends) : findAccountOf(rows, wanted)
    if (account === undefined || account === null || !sends(account)) return null
    const addresses = listAddresses(rows, account.id)
    const folded = foldAddress(wanted ?? account.address)
    const from = addresses.find(({ address }) => foldAddress(address) === folded) ?? addresses[0]
    if (from === undefined) return null
    return { account: toHex(account.id), address: from.address, name: from.name, maxBytes: account.maxBytes }
  }

  isOwnAddress(rows: Rows, address: string): boolean {
    return isOwnAddress(rows, address)
  }

  open(account: string): Pick<SubmissionServer, 'submit'> {
    return {
      submit: async (mail, signal) => this.#parts.access.submission(this.#get(account)).submit(mail, signal),
    }
  }

  /** Files a mail as sent, unless the server did. @throws MAIL_AWAY, MAIL_REFUSED, MAIL_UNSAFE */
  async keepInSent(account: string, raw: Uint8Array, messageId: string): Promise<void> {
    await this.#inSent(account, async (connection, path) => {
      const filed = await connection.findByMessageId(messageId)
      if (filed.length === 0) await connection.append(path, raw, ['\\Seen'])
    })
  }

  /** False also for a server that files nothing. @throws MAIL_AWAY, MAIL_REFUSED, MAIL_UNSAFE */
  async wasSent(account: string, messageId: string): Promise<boolean> {
    const found = await this.#inSent(account, (connection) => connection.findByMessageId(messageId))
    return found !== null && found.length > 0
  }

  /** Null if the account has no folder of sent mails. Gmail has them among all mails. */
  async #inSent<T>(
    id: string,
    act: (connection: MailConnection, path: string) => Promise<T>,
  ): Promise<T | null> {
    const connection = await this.#parts.access.connect(this.#get(id), NEVER)
    try {
      const folders = await connection.listFolders()
      const sent = folders.find(({ role }) => role === 'sent')
      if (sent === undefined) return null
      await connection.select(sent.path)
      return await act(connection, sent.path)
    } finally {
      await connection.close()
    }
  }

  #get(id: string): Account {
    const account = findAccount(this.#parts.ledger, Buffer.from(id, 'hex'))
    if (account === null) throw new EngineError('NOT_FOUND', 'There is no such mail account.')
    return account
  }
}
