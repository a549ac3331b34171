// The mail accounts of this person: added, changed and removed here. Each has its own work, which
// runs while the home is open.
import { Emitter, toHex, turn, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { openOwn } from '../delivery/index.ts'
import type { LetterParts } from '../letters/index.ts'
import { writeAll, type Transaction } from '../ledger/index.ts'
import type { MailReport } from '../mail/index.ts'
import { randomBytes } from '../seal/index.ts'
import { setBin } from '../tidy/index.ts'
import { findLastChange, readChanges, touch, uniqueObjects } from '../views/index.ts'
import type { AccountAccess } from './account-access.ts'
import {
  findAccount,
  findByAddress,
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
import { readStatus, type AccountStatus } from './account-status.ts'
import { AccountWork } from './account-work.ts'
import { discover } from './discovery/discover.ts'
import type {
  AskMailServers,
  DiscoveredAccount,
  DiscoveryParts,
  OauthProvider,
} from './discovery/discovered.ts'
import { findOauthAt } from './discovery/find-provider.ts'
import { findServers, placeOf, type WantedServer, type WantedServers } from './find-servers.ts'
import { removeFolders, takeAgain } from './folder-rows.ts'
import { KeepEverything } from './large-parts/keep-everything.ts'
import { LargeParts, type PartFiles } from './large-parts/large-parts.ts'
import type { Trust } from './mail-server.ts'
import { listDiffering } from './merge-mail.ts'
import { OauthSignIns } from './oauth/oauth-sign-ins.ts'
import { pageOfMails, removePlaces } from './place-rows.ts'
import { isNoServer, trySending, trySignIn } from './try-sign-in.ts'

export interface AccountsParts {
  letters: LetterParts
  clock: Clock
  log: Log
  access: AccountAccess
  /** Asks DNS and servers where the mail of an address is. */
  askServers: AskMailServers
  onReport: (report: MailReport) => Promise<unknown>
  /** Where large parts are kept once they were fetched. */
  partFiles: () => PartFiles
  /** Lets the rules look at a mail that arrived, in the transaction that keeps it. */
  queueRules: (tx: Transaction, object: Uint8Array) => void
}

export interface NewAccount extends WantedServers {
  name: string
  /** The name to sign in with, if it does not follow from the address. */
  user?: string | undefined
  secret: Secret
  trust: Trust
  /** Mails are taken back to this time; ms since the epoch. */
  since: number
}

export interface AccountChange {
  name?: string | undefined
  isOn?: boolean | undefined
  keeps?: Keeps | undefined
  secret?: Secret | undefined
  outgoing?: WantedServer | undefined
  fingerprint?: string | undefined
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
  readonly largeParts: LargeParts
  readonly #parts: AccountsParts
  readonly #signIns: OauthSignIns
  readonly #keeping: KeepEverything
  readonly #works = new Map<string, AccountWork>()
  readonly #arrived: Uint8Array[] = []
  readonly #stopListening: () => void
  #seenSeq: number

  constructor(parts: AccountsParts) {
    this.#parts = parts
    this.#signIns = new OauthSignIns(parts.access.oauth)
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
    this.#signIns.close()
    const closing = [this.#keeping, this.largeParts, ...this.#works.values()]
    await Promise.all(closing.map((one) => one.close()))
  }

  /**
   * Signs in once, so that nothing is kept of an account that does not work.
   * @throws MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, NOT_FOUND without a server, INVALID if the address has
   *   an account already
   */
  async add(added: NewAccount, signal: AbortSignal): Promise<Uint8Array> {
    const id = randomBytes(ID_BYTES)
    await this.#addAs(id, added, signal)
    return id
  }

  async #addAs(id: Uint8Array, added: NewAccount, signal: AbortSignal): Promise<void> {
    const { clock, letters, access } = this.#parts
    const { address, name, trust, since } = added
    const { isOutgoingGuessed, ...servers } = await findServers(added, this.#asking(trust, signal))
    const account: Account = {
      ...{ id, address, name, trust, since, ...servers, user: added.user ?? servers.user },
      ...{ keeps: 'texts', isOn: true, addedAt: clock.now(), trouble: null, maxBytes: null },
    }
    const secret = await trySignIn(access, account, added.secret, signal)
    try {
      account.maxBytes = await trySending(access, account, secret, signal)
    } catch (error) {
      if (!isOutgoingGuessed || !isNoServer(error)) throw error
      account.outgoing = null
    }
    await letters.ledger.write((tx) => {
      if (findByAddress(tx, address) !== null)
        throw new EngineError('INVALID', 'This address has an account here already.')
      putAccount(tx, account)
      putSecret(tx, id, access.latest(id, secret))
      putAddresses(tx, id, [{ address, name, signature: '' }])
    })
    this.#begin(id)
    this.#emitReturned(id)
  }

  /**
   * Begins a sign-in by browser. Returns the page to open, which may be used once, for 10 minutes.
   * @throws INVALID for no address, NOT_FOUND if the address is at none of the providers (without
   *   details), or without a client id (details: provider, variable)
   */
  async beginSignIn(address: string, signal: AbortSignal): Promise<{ signIn: string; url: string }> {
    const known = findByAddress(this.#parts.letters.ledger, address)
    const { incoming } = known ?? (await this.discover(address, signal))
    const provider = incoming === null ? null : findOauthAt(incoming.host)
    if (provider === null)
      throw new EngineError('NOT_FOUND', 'This address is at no provider with a sign-in by browser.')
    return this.#signIns.begin(provider, address)
  }

  /**
   * Waits for the browser. Adds the account of the address, or gives its account the new sign-in.
   * @throws NOT_FOUND for a sign-in that ended, MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, CANCELLED
   */
  async endSignIn(
    signIn: string,
    { name, since }: Pick<NewAccount, 'name' | 'since'>,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const { letters, access } = this.#parts
    const { address, provider, tokens } = await this.#signIns.end(signIn, signal)
    const id = findByAddress(letters.ledger, address)?.id ?? null
    const adopted = id ?? randomBytes(ID_BYTES)
    const secret = access.adopt(adopted, provider, tokens)
    if (id === null) await this.#addAs(adopted, { address, name, since, secret, trust: {} }, signal)
    else await this.change(id, { secret, isOn: true }, signal)
    return adopted
  }

  /** Returns where the mail of an address is. @throws INVALID for no address, CANCELLED */
  discover(address: string, signal: AbortSignal): Promise<DiscoveredAccount> {
    return discover(address, this.#asking({}, signal))
  }

  #asking(trust: Trust, signal: AbortSignal): DiscoveryParts {
    const { clients } = this.#parts.access.oauth
    const hasOauthClient = (provider: OauthProvider): boolean => clients[provider] !== null
    return { ...this.#parts.askServers(trust.ca), hasOauthClient, signal }
  }

  list(): AccountStatus[] {
    return listAccounts(this.#parts.letters.ledger).map((account) => this.#statusOf(account))
  }

  /** @throws NOT_FOUND */
  get(id: Uint8Array): AccountStatus {
    return this.#statusOf(this.#find(id))
  }

  /**
   * Signs in once with a new secret, and looks once at a new server, before either is kept.
   * @throws NOT_FOUND, MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, CANCELLED
   */
  async change(id: Uint8Array, wanted: AccountChange, signal: AbortSignal): Promise<void> {
    const { access } = this.#parts
    const { secret: given, fingerprint, outgoing, ...change } = wanted
    const before = this.#find(id)
    const trust = fingerprint === undefined ? before.trust : { ...before.trust, fingerprint }
    const account = { ...before, trust }
    const secret = given && (await trySignIn(access, account, given, signal))
    const sending = outgoing && {
      outgoing: await placeOf(outgoing, 'smtp', this.#asking(trust, signal)),
      maxBytes: null,
    }
    const maxBytes = sending && (await trySending(access, { ...account, ...sending }, secret, signal))
    const kept = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    await this.#changeBetween(id, (tx, latest) => {
      putAccount(tx, {
        ...latest,
        ...kept,
        ...(sending && { ...sending, maxBytes: maxBytes! }),
        trust,
        trouble: null,
      })
      if (secret !== undefined) putSecret(tx, id, access.latest(id, secret))
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
    const { access, letters } = this.#parts
    const { ledger } = letters
    await this.#end(id)
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
    const work = this.#works.get(toHex(account.id))
    return readStatus(letters.ledger, account, access.providerOf(account), work)
  }

  #begin(id: Uint8Array): void {
    const { letters, log, clock, access, queueRules, onReport } = this.#parts
    const work = new AccountWork({
      ...{ letters, log, id, onReport },
      monotonicMs: () => clock.monotonicMs(),
      connect: (account, signal) => access.connect(account, signal),
      onArrived: (tx, object) => {
        queueRules(tx, object)
        this.#arrived.push(object)
      },
      onChanged: async (trouble) => {
        await this.#keepTrouble(id, trouble)
        if (trouble === null) this.#keeping.wake(id)
      },
    })
    this.#works.set(toHex(id), work)
    work.look()
  }

  async #end(id: Uint8Array): Promise<void> {
    this.#keeping.stop(id)
    await Promise.all([this.#works.get(toHex(id))?.close(), this.largeParts.forget(id)])
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
