// Adds accounts and changes how they sign in. A server is asked first, so that nothing is kept that does
// not work.
import type { Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { LetterParts } from '../letters/index.ts'
import { randomBytes } from '../seal/index.ts'
import type { AccountAccess } from './account-access.ts'
import {
  findAccount,
  findByAddress,
  notFound,
  putAccount,
  putAddresses,
  putSecret,
  type Account,
  type Keeps,
  type Secret,
} from './account-rows.ts'
import type { AccountWorks } from './account-works.ts'
import { discover } from './discovery/discover.ts'
import type {
  AskMailServers,
  DiscoveredAccount,
  DiscoveryParts,
  OauthProvider,
} from './discovery/discovered.ts'
import { findOauthAt } from './discovery/find-provider.ts'
import { findServers, placeOf, type WantedServer, type WantedServers } from './find-servers.ts'
import type { Trust } from './mail-server.ts'
import { OauthSignIns } from './oauth/oauth-sign-ins.ts'
import { isNoServer, trySending, trySignIn } from './try-sign-in.ts'

export interface SetUpParts {
  letters: LetterParts
  clock: Clock
  access: AccountAccess
  /** Asks DNS and servers where the mail of an address is. */
  askServers: AskMailServers
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

export class AccountSetUp {
  readonly #parts: SetUpParts
  readonly #works: AccountWorks
  readonly #signIns: OauthSignIns

  constructor(parts: SetUpParts, works: AccountWorks) {
    this.#parts = parts
    this.#works = works
    this.#signIns = new OauthSignIns(parts.access.oauth)
  }

  close(): void {
    this.#signIns.close()
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
    this.#works.begin(id)
    this.#works.emitReturned(id)
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

  /**
   * Signs in once with a new secret, and looks once at a new server, before either is kept.
   * @throws NOT_FOUND, MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, CANCELLED
   */
  async change(id: Uint8Array, wanted: AccountChange, signal: AbortSignal): Promise<void> {
    const { access } = this.#parts
    const { secret: given, fingerprint, outgoing, ...change } = wanted
    const before = findAccount(this.#parts.letters.ledger, id)
    if (before === null) throw notFound()
    const trust = fingerprint === undefined ? before.trust : { ...before.trust, fingerprint }
    const account = { ...before, trust }
    const secret = given && (await trySignIn(access, account, given, signal))
    const sending = outgoing && {
      outgoing: await placeOf(outgoing, 'smtp', this.#asking(trust, signal)),
      maxBytes: null,
    }
    const maxBytes = sending && (await trySending(access, { ...account, ...sending }, secret, signal))
    const kept = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    await this.#works.changeBetween(id, (tx, latest) => {
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
}
