// The mail accounts of this person, and what is done with each. Each has its own work, which runs while
// the home is open.
import { Emitter } from '../base/index.ts'
import { openOwn } from '../delivery/index.ts'
import { writeAll } from '../ledger/index.ts'
import { setBin } from '../tidy/index.ts'
import { touch } from '../views/index.ts'
import {
  findAccount,
  listAccounts,
  notFound,
  putAccount,
  putAddresses,
  removeAccount,
  type Account,
  type OwnAddress,
} from './account-rows.ts'
import { AccountSetUp, type SetUpParts } from './account-set-up.ts'
import { readStatus, type AccountStatus } from './account-status.ts'
import { AccountWorks, PAGE, type AccountEvents, type WorksParts } from './account-works.ts'
import { removeFolders, takeAgain } from './folder-rows.ts'
import { KeepEverything } from './large-parts/keep-everything.ts'
import { LargeParts, type PartFiles } from './large-parts/large-parts.ts'
import { BEFORE_ALL, pageOfMails, removePlaces } from './place-rows.ts'

export interface AccountsParts extends WorksParts, SetUpParts {
  /** Where large parts are kept once they were fetched. */
  partFiles: () => PartFiles
}

export class Accounts {
  readonly events: AccountEvents = new Emitter()
  readonly largeParts: LargeParts
  readonly setUp: AccountSetUp
  readonly #parts: AccountsParts
  readonly #keeping: KeepEverything
  readonly #works: AccountWorks

  constructor(parts: AccountsParts) {
    this.#parts = parts
    const { ledger } = parts.letters
    this.largeParts = new LargeParts({
      ...{ ledger, files: parts.partFiles },
      connect: (account, signal) => parts.access.connect(account, signal),
    })
    this.#keeping = new KeepEverything({
      ...{ ledger, log: parts.log },
      fetch: async ({ object, section }, signal) => {
        const { body } = await openOwn(parts.letters, object)
        await this.largeParts.fetch({ object, body }, section, signal)
      },
      onFetched: (id) => this.events.emit('changed', id),
    })
    this.#works = new AccountWorks(parts, this.events, {
      keeping: this.#keeping,
      largeParts: this.largeParts,
    })
    this.setUp = new AccountSetUp(parts, this.#works)
  }

  async start(): Promise<void> {
    for (const { id } of listAccounts(this.#parts.letters.ledger)) {
      this.#works.begin(id)
      await this.#works.tellAll(id)
    }
  }

  async close(): Promise<void> {
    this.setUp.close()
    await Promise.all([this.#keeping, this.largeParts, this.#works].map((one) => one.close()))
  }

  list(): AccountStatus[] {
    return listAccounts(this.#parts.letters.ledger).map((account) => this.#statusOf(account))
  }

  /** @throws NOT_FOUND */
  get(id: Uint8Array): AccountStatus {
    return this.#statusOf(this.#find(id))
  }

  /** Replaces what may stand in From; the address of the account stays. @throws NOT_FOUND */
  async setAddresses(id: Uint8Array, addresses: readonly OwnAddress[]): Promise<void> {
    const { address, name } = this.#find(id)
    const hasOwn = addresses.some((one) => one.address === address)
    const all = hasOwn ? addresses : [{ address, name, signature: '' }, ...addresses]
    await this.#parts.letters.ledger.write((tx) => putAddresses(tx, id, all))
    this.events.emit('changed', id)
  }

  /** Takes the mails back to this time. @throws NOT_FOUND */
  async takeSince(id: Uint8Array, since: number): Promise<void> {
    await this.#works.changeBetween(id, (tx, account) => {
      putAccount(tx, { ...account, since })
      takeAgain(tx, id)
    })
  }

  /** Looks at the server now. @throws NOT_FOUND */
  look(id: Uint8Array): void {
    this.#find(id)
    this.#works.find(id)?.look()
  }

  /**
   * Removes an account. Nothing changes at its server.
   * @param keepsMails false puts its mails into the trash
   * @throws NOT_FOUND
   */
  async forget(id: Uint8Array, keepsMails: boolean): Promise<void> {
    this.#find(id)
    const { access, letters } = this.#parts
    const { ledger } = letters
    await this.#works.end(id)
    access.forget(id)
    for (let after: Uint8Array = BEFORE_ALL; ;) {
      const mails = pageOfMails(ledger, id, after, PAGE)
      await writeAll(ledger, mails, (tx, object) => {
        if (!keepsMails) setBin(tx, object, 'trash')
        touch(tx, object)
      })
      if (mails.length < PAGE) break
      after = mails.at(-1)!
    }
    await ledger.write((tx) => {
      removePlaces(tx, id)
      removeFolders(tx, id)
      removeAccount(tx, id)
    })
    this.events.emit('changed', id)
  }

  #find(id: Uint8Array): Account {
    const account = findAccount(this.#parts.letters.ledger, id)
    if (account === null) throw notFound()
    return account
  }

  #statusOf(account: Account): AccountStatus {
    const { access, letters } = this.#parts
    const work = this.#works.find(account.id)
    return readStatus(letters.ledger, account, access.providerOf(account), work)
  }
}
