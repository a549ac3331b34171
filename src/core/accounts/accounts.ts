// The mail accounts of this person: added, changed and removed here. Each has its own work, which
// runs while the home is open.
import { Emitter, toHex, turn, type Clock, type Log } from '../base/index.ts'
import { EngineError, type ErrorCode } from '../contract/errors.ts'
import type { LetterParts } from '../letters/index.ts'
import { writeAll, type Transaction } from '../ledger/index.ts'
import type { MailReport } from '../mail/index.ts'
import { randomBytes } from '../seal/index.ts'
import { setBin } from '../tidy/index.ts'
import { findLastChange, readChanges, touch, uniqueObjects } from '../views/index.ts'
import { AccountWork } from './account-work.ts'
import {
  credentialsOf,
  findAccount,
  findSecret,
  listAccounts,
  putAccount,
  putAddresses,
  putSecret,
  removeAccount,
  troubleOf,
  type Account,
  type Keeps,
  type OwnAddress,
  type Secret,
} from './account-rows.ts'
import { discover } from './discovery/discover.ts'
import type { AskMailServers, DiscoveredAccount, DiscoveryParts } from './discovery/discovered.ts'
import { placeAt } from './discovery/try-places.ts'
import { listFolders, removeFolders, takeAgain } from './folder-rows.ts'
import type { OpenSubmission } from './submission.ts'
import type { MailConnection, OpenMailServer, ServerAddress, Trust } from './mail-server.ts'
import { listDiffering } from './merge-mail.ts'
import { countPlaces, pageOfMails, removePlaces } from './place-rows.ts'
import { isTakingOld } from './take-old.ts'

export interface AccountsParts {
  letters: LetterParts
  clock: Clock
  log: Log
  openServer: OpenMailServer
  openSubmission: OpenSubmission
  /** Asks DNS and servers where the mail of an address is. */
  askServers: AskMailServers
  onReport: (report: MailReport) => Promise<unknown>
  /** Lets the rules look at a mail that arrived, in the transaction that keeps it. */
  queueRules: (tx: Transaction, object: Uint8Array) => void
}

/** A server that the person gave. Without `security`, how it speaks is found out. */
interface WantedServer {
  host: string
  port: number
  security?: ServerAddress['security'] | undefined
}

export interface NewAccount {
  address: string
  name: string
  /** The name to sign in with, if it does not follow from the address. */
  user?: string | undefined
  secret: Secret
  incoming?: WantedServer | undefined
  outgoing?: WantedServer | undefined
  trust: Trust
  /** Mails are taken back to this time; ms since the epoch. */
  since: number
}

export interface AccountChange {
  name?: string | undefined
  isOn?: boolean | undefined
  keeps?: Keeps | undefined
  secret?: Secret | undefined
  incoming?: ServerAddress | undefined
  outgoing?: ServerAddress | null | undefined
  fingerprint?: string | undefined
}

export type AccountState = 'ready' | 'taking' | 'away' | 'refused' | 'unsafe' | 'off'

export interface AccountStatus {
  account: Account
  state: AccountState
  folders: number
  waiting: number
  kept: number
  of: number
}

const ID_BYTES = 16
const PAGE = 1000
const MAX_CHANGES = 1000
/** Sorts before every object id. */
const BEFORE_ALL = Uint8Array.of(0)

export class Accounts {
  /**
   * `changed`: an account, its state or its progress. `returned`: its server can be reached again, or in
   * another way. `arrived`: a mail that is news was kept.
   */
  readonly events = new Emitter<{
    changed: Uint8Array
    returned: Uint8Array
    arrived: { object: Uint8Array }
  }>()
  readonly #parts: AccountsParts
  readonly #works = new Map<string, AccountWork>()
  readonly #arrived: Uint8Array[] = []
  readonly #stopListening: () => void
  #seenSeq: number

  constructor(parts: AccountsParts) {
    this.#parts = parts
    const { ledger } = parts.letters
    this.#seenSeq = findLastChange(ledger)
    this.#stopListening = ledger.onCommit(() => this.#onCommit())
  }

  async start(): Promise<void> {
    const { ledger } = this.#parts.letters
    for (const { id } of listAccounts(ledger)) {
      this.#begin(id)
      await this.#tellAll(id)
    }
  }

  async close(): Promise<void> {
    this.#stopListening()
    await Promise.all([...this.#works.values()].map((work) => work.close()))
  }

  /**
   * Signs in once, so that nothing is kept of an account that does not work.
   * @throws MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, INVALID if the address has an account already
   */
  async add(added: NewAccount, signal: AbortSignal): Promise<Uint8Array> {
    const { clock, letters } = this.#parts
    const { secret, address, name, trust, since } = added
    const servers = await this.#findServers(added, signal)
    const account: Account = {
      ...{ address, name, trust, since, ...servers, user: added.user ?? servers.user },
      ...{
        id: randomBytes(ID_BYTES),
        keeps: 'texts',
        isOn: true,
        addedAt: clock.now(),
        trouble: null,
        maxBytes: null,
      },
    }
    await (await this.#connectWith(account, secret, signal)).close()
    const maxBytes = await this.#checkSending(account, secret, signal)
    await letters.ledger.write((tx) => {
      if (listAccounts(tx).some((one) => one.address === address))
        throw new EngineError('INVALID', 'This address has an account here already.')
      putAccount(tx, { ...account, maxBytes })
      putSecret(tx, account.id, secret)
      putAddresses(tx, account.id, [{ address, name, signature: '' }])
    })
    this.#begin(account.id)
    this.#emitReturned(account.id)
    return account.id
  }

  /** Returns where the mail of an address is. @throws INVALID for no address, CANCELLED */
  discover(address: string, signal: AbortSignal): Promise<DiscoveredAccount> {
    return discover(address, this.#asking({}, signal))
  }

  #asking(trust: Trust, signal: AbortSignal): DiscoveryParts {
    return { ...this.#parts.askServers(trust.ca), signal }
  }

  /**
   * @throws NOT_FOUND if no server is known, MAIL_UNSAFE if nothing proves it, MAIL_AWAY if there is none
   *   where the person said
   */
  async #findServers(
    { address, incoming, outgoing, trust }: NewAccount,
    signal: AbortSignal,
  ): Promise<Pick<Account, 'incoming' | 'outgoing' | 'user'>> {
    const asking = this.#asking(trust, signal)
    const place = async (given: WantedServer, protocol: 'imap' | 'smtp'): Promise<ServerAddress> => {
      const { host, port, security } = given
      if (security !== undefined) return { host, port, security }
      const found = await placeAt(given, protocol, asking)
      if (found === null) throw new EngineError('MAIL_AWAY', `There is no safe mail server at ${host}.`)
      return found
    }
    if (incoming !== undefined)
      return {
        incoming: await place(incoming, 'imap'),
        outgoing: outgoing === undefined ? null : await place(outgoing, 'smtp'),
        user: address,
      }
    const found = await discover(address, asking)
    if (found.incoming === null) throw new EngineError('NOT_FOUND', 'No server is known for this address.')
    const { host } = found.incoming
    // Anybody on the way could have named it, and the password would go there.
    if (!found.isProven)
      throw new EngineError('MAIL_UNSAFE', `Only DNS says that the mail is at ${host}.`, {
        details: { host },
      })
    return {
      incoming: found.incoming,
      outgoing: outgoing === undefined ? found.outgoing : await place(outgoing, 'smtp'),
      user: found.user || address,
    }
  }

  list(): AccountStatus[] {
    return listAccounts(this.#parts.letters.ledger).map((account) => this.#statusOf(account))
  }

  /** @throws NOT_FOUND */
  get(id: Uint8Array): AccountStatus {
    return this.#statusOf(this.#find(id))
  }

  /** @throws NOT_FOUND */
  async change(id: Uint8Array, { secret, fingerprint, ...change }: AccountChange): Promise<void> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    await this.#changeBetween(id, (tx, before) => {
      const trust = fingerprint === undefined ? before.trust : { ...before.trust, fingerprint }
      putAccount(tx, { ...before, ...given, trust, trouble: null })
      if (secret !== undefined) putSecret(tx, id, secret)
    })
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
    await this.#changeBetween(id, (tx, account) => {
      putAccount(tx, { ...account, since })
      takeAgain(tx, id)
    })
  }

  /** Looks at the server now. @throws NOT_FOUND */
  look(id: Uint8Array): void {
    this.#find(id)
    this.#works.get(toHex(id))?.look()
  }

  /**
   * Removes an account. Nothing changes at its server.
   * @param keepsMails false puts its mails into the trash
   * @throws NOT_FOUND
   */
  async forget(id: Uint8Array, keepsMails: boolean): Promise<void> {
    this.#find(id)
    const { ledger } = this.#parts.letters
    await this.#end(id)
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
    const { ledger } = this.#parts.letters
    const folders = listFolders(ledger, account.id)
    const { waiting = 0, further = 0 } = this.#works.get(toHex(account.id)) ?? {}
    return {
      account,
      state: stateOf(account, folders.length === 0 || isTakingOld(folders)),
      folders: folders.length,
      waiting,
      kept: countPlaces(ledger, account.id) - further,
      of: folders.reduce((sum, { count }) => sum + count, 0) - further,
    }
  }

  async #connect(account: Account, signal: AbortSignal): Promise<MailConnection> {
    const secret = findSecret(this.#parts.letters.ledger, account.id)
    if (secret === null) throw new EngineError('MAIL_REFUSED', 'The password of this account is not here.')
    return this.#connectWith(account, secret, signal)
  }

  async #connectWith(account: Account, secret: Secret, signal: AbortSignal): Promise<MailConnection> {
    const { incoming, trust, user } = account
    const credentials = credentialsOf(user, secret)
    return this.#parts.openServer({ address: incoming, credentials, trust }).connect(signal)
  }

  /** Returns the largest mail that the server takes. */
  async #checkSending(
    { outgoing, trust, user }: Account,
    secret: Secret,
    signal: AbortSignal,
  ): Promise<number | null> {
    if (outgoing === null) return null
    const credentials = credentialsOf(user, secret)
    const server = this.#parts.openSubmission({ address: outgoing, credentials, trust })
    return (await server.check(signal)).maxBytes
  }

  #begin(id: Uint8Array): void {
    const { letters, log, clock, queueRules, onReport } = this.#parts
    const work = new AccountWork({
      ...{ letters, log, id, onReport },
      monotonicMs: () => clock.monotonicMs(),
      connect: (account, signal) => this.#connect(account, signal),
      onArrived: (tx, object) => {
        queueRules(tx, object)
        this.#arrived.push(object)
      },
      onChanged: (trouble) => this.#keepTrouble(id, trouble),
    })
    this.#works.set(toHex(id), work)
    work.look()
  }

  async #end(id: Uint8Array): Promise<void> {
    await this.#works.get(toHex(id))?.close()
    this.#works.delete(toHex(id))
  }

  /** Work that runs would write what it knew before, so it ends first. @throws NOT_FOUND */
  async #changeBetween(id: Uint8Array, change: (tx: Transaction, account: Account) => void): Promise<void> {
    this.#find(id)
    await this.#end(id)
    try {
      await this.#parts.letters.ledger.write((tx) => change(tx, findAccount(tx, id)!))
    } finally {
      this.#begin(id)
    }
    await this.#tellAll(id)
    this.#emitReturned(id)
  }

  #emitReturned(id: Uint8Array): void {
    this.events.emit('returned', id)
    this.events.emit('changed', id)
  }

  async #keepTrouble(id: Uint8Array, error: EngineError | null): Promise<void> {
    const trouble = error === null ? null : troubleOf(error.code, error.message, error.details)
    const { ledger } = this.#parts.letters
    const account = findAccount(ledger, id)
    if (account === null) return
    if (JSON.stringify(account.trouble) !== JSON.stringify(trouble))
      await ledger.write((tx) => putAccount(tx, { ...findAccount(tx, id)!, trouble }))
    if (account.trouble !== null && trouble === null) this.events.emit('returned', id)
    this.events.emit('changed', id)
  }

  /** What was ordered while the home was closed, or before the server could be told. */
  async #tellAll(id: Uint8Array): Promise<void> {
    const { ledger } = this.#parts.letters
    for (let after: Uint8Array = BEFORE_ALL; ;) {
      const mails = pageOfMails(ledger, id, after, PAGE)
      for (const object of mails) {
        if (turn.isOver) await turn.next()
        this.#tellOf(object)
      }
      if (mails.length < PAGE) return
      after = mails.at(-1)!
    }
  }

  #onCommit(): void {
    const { ledger } = this.#parts.letters
    for (const object of this.#arrived.splice(0)) this.events.emit('arrived', { object })
    if (this.#works.size === 0) {
      this.#seenSeq = findLastChange(ledger)
      return
    }
    const changes = readChanges(ledger, this.#seenSeq, MAX_CHANGES)
    this.#seenSeq = changes.at(-1)?.seq ?? this.#seenSeq
    for (const object of uniqueObjects(changes)) this.#tellOf(object)
  }

  /** Wakes the work of each account whose server has the mail in another state than it is here. */
  #tellOf(object: Uint8Array): void {
    const { ledger } = this.#parts.letters
    for (const id of listDiffering(ledger, object)) this.#works.get(toHex(id))?.tell(object)
  }
}

const notFound = (): EngineError => new EngineError('NOT_FOUND', 'There is no such mail account.')

function stateOf({ isOn, trouble }: Account, isTaking: boolean): AccountState {
  if (!isOn) return 'off'
  if (trouble !== null) return STATES[trouble.code] ?? 'away'
  return isTaking ? 'taking' : 'ready'
}

const STATES: Partial<Record<ErrorCode, AccountState>> = { MAIL_REFUSED: 'refused', MAIL_UNSAFE: 'unsafe' }
