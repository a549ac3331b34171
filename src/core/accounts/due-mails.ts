// The mails of one account that were ordered here since its server was told.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/index.ts'
import { listFolders } from './folder-rows.ts'
import type { MailConnection } from './mail-server.ts'
import { listActs, tellServer } from './tell-server.ts'

/** Mails that are told at once. */
const AT_ONCE = 500

export class DueMails {
  readonly #ledger: Ledger
  readonly #account: Uint8Array
  readonly #due = new Map<string, Uint8Array>()

  constructor(ledger: Ledger, account: Uint8Array) {
    this.#ledger = ledger
    this.#account = account
  }

  /** How many mails differ from what the server was told. */
  get count(): number {
    return this.#due.size
  }

  add(object: Uint8Array): void {
    this.#due.set(toHex(object), object)
  }

  /**
   * Tells the server all of them.
   * @throws GONE if a folder was removed, renamed or made anew; MAIL_AWAY, MAIL_REFUSED
   */
  async tell(connection: MailConnection): Promise<void> {
    while (this.#due.size > 0) {
      const some = [...this.#due.entries()].slice(0, AT_ONCE)
      const objects = some.map(([, object]) => object)
      await tellServer(this.#ledger, this.#account, connection, objects)
      // What was ordered meanwhile is due again.
      const folders = listFolders(this.#ledger, this.#account)
      const hasLabels = connection.abilities.labels
      for (const [key, object] of some)
        if (listActs(this.#ledger, folders, object, hasLabels).length === 0) this.#due.delete(key)
      if (some.every(([key]) => this.#due.has(key)))
        throw new EngineError('MAIL_AWAY', 'The server ignored a change.')
    }
  }
}
