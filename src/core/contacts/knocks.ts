// Knocking, and being knocked at: a separate list, quotas per tag and overall, no receipt, and an off switch.
// A yes makes a pair exactly as an invite does; until then nothing of the stranger is fetched, shown or confirmed.
import { Emitter, equalBytes, MalformedRecord, toHex, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { decodeCard, parseAddress, type Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { randomBytes } from '../seal/index.ts'
import type { AddressBook } from './address-book.ts'
import { decodeKnock, decodeWelcome, encodeKnock, encodeWelcome, knockId, type Knock } from './knock.ts'
import type { NewPair } from './new-pair.ts'
import { agreePairSecret } from './pair-agreement.ts'

export type KnockState = 'waiting' | 'delivered' | 'accepted'

export interface ReceivedKnock {
  id: Uint8Array
  person: Uint8Array
  name: string
  text: string
  at: number
}

interface KnockInRow extends ReceivedKnock {
  device: Uint8Array
  card: Uint8Array
  nonce: Uint8Array
  answer: 'yes' | 'no' | 'block' | null
  welcome: Uint8Array | null
}

interface KnockOutRow {
  id: Uint8Array
  person: Uint8Array
  device: Uint8Array
  knock: Uint8Array
  nonce: Uint8Array
  delivered_at: number | null
  answered_at: number | null
}

interface Options {
  ledger: Ledger
  identity: Identity
  clock: Clock
  peers: Peers
  addressBook: AddressBook
  newPair: NewPair
  badInput: BadInput
}

const MAX_WAITING = 200
const MAX_WAITING_PER_DAY = 50
const MAX_OUT_PER_DAY = 50
const DAY_MS = 86_400_000
const REQUEST_TIMEOUT_MS = 10_000
/** The one answer to every knock: it says no more than that bytes were received. */
const NOTHING_SAID = Uint8Array.of(0)

export class Knocks {
  readonly events = new Emitter<{ arrived: Uint8Array; answered: Uint8Array }>()
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
    const { peers } = options
    peers.respond({
      name: 'knock',
      isForStrangers: true,
      maxRequestBytes: 20 * 1024,
      handle: (peer, bytes) => this.#receive(peer, bytes),
    })
    peers.respond({
      name: 'welcome',
      isForStrangers: true,
      maxRequestBytes: 20 * 1024,
      handle: (peer, bytes) => this.#beWelcomed(peer, bytes),
    })
    peers.events.on('stranger', (peer) => void this.#greet(peer))
  }

  /** Takes up again what was on its way when the home was closed. */
  start(): void {
    const { ledger, peers } = this.#options
    for (const { device } of ledger.all<KnockOutRow>(
      'SELECT device FROM knocks_out WHERE answered_at IS NULL',
    ))
      peers.dial(device)
    for (const { device } of ledger.all<KnockInRow>(
      "SELECT device FROM knocks_in WHERE answer = 'yes' AND welcome IS NOT NULL",
    ))
      peers.dial(device)
  }

  isEnabled(): boolean {
    return (
      this.#options.ledger.get("SELECT 1 FROM contact_settings WHERE name = 'knocks-off' AND value = 1") ===
      undefined
    )
  }

  async setEnabled(isEnabled: boolean): Promise<void> {
    await this.#options.ledger.write((tx) =>
      tx.run(
        "INSERT INTO contact_settings VALUES ('knocks-off', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        isEnabled ? 0 : 1,
      ),
    )
  }

  /** Durable when it resolves, and retried until it is answered. @throws INVALID, QUOTA, BLOCKED */
  async send(
    addressText: string,
    text: string,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<{ id: Uint8Array; state: KnockState }> {
    const { ledger, identity, peers, addressBook, clock } = this.#options
    const address = parseAddress(addressText)
    if (equalBytes(address.person, identity.person))
      throw new EngineError('INVALID', 'This is your own address.')
    const contact = addressBook.find(ledger, address.person)
    if (contact?.isBlocked === true) throw new EngineError('BLOCKED', 'You have blocked this person.')
    if (contact !== null) throw new EngineError('INVALID', 'This person is a contact already.')
    const id = await this.#keepOutgoing(address.person, address.devices[0]!, address.tag, text)
    peers.dial(address.devices[0]!)
    const deadline = clock.monotonicMs() + waitMs
    const peer = await peers.waitFor(address.devices[0]!, waitMs, signal)
    if (peer !== null)
      await this.#deliver(peer, this.#findOutgoing(id)!, Math.max(1, deadline - clock.monotonicMs()))
    return { id, state: this.#stateOf(id) }
  }

  async #keepOutgoing(
    person: Uint8Array,
    device: Uint8Array,
    tag: Uint8Array,
    text: string,
  ): Promise<Uint8Array> {
    const { ledger, identity, clock } = this.#options
    const now = clock.now()
    const nonce = randomBytes(32)
    const id = knockId(identity.person, nonce)
    const knock: Knock = { tag, card: identity.cardBytes, nonce, text, at: now }
    await ledger.write((tx) => {
      const { sent } = tx.get<{ sent: number }>(
        'SELECT count(*) AS sent FROM knocks_out WHERE at > ?',
        now - DAY_MS,
      )!
      if (sent >= MAX_OUT_PER_DAY) throw new EngineError('QUOTA', 'Too many knocks today.')
      tx.run('DELETE FROM knocks_out WHERE person = ? AND answered_at IS NULL', person)
      tx.run(
        'INSERT INTO knocks_out VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)',
        id,
        person,
        device,
        encodeKnock(knock),
        nonce,
        now,
      )
    })
    return id
  }

  #findOutgoing(id: Uint8Array): KnockOutRow | null {
    return this.#options.ledger.get<KnockOutRow>('SELECT * FROM knocks_out WHERE id = ?', id) ?? null
  }

  #stateOf(id: Uint8Array): KnockState {
    const row = this.#findOutgoing(id)
    if (row === null) return 'waiting'
    if (row.answered_at !== null) return 'accepted'
    return row.delivered_at === null ? 'waiting' : 'delivered'
  }

  /** A device nobody knows has connected: it may be one we knock at, or one that waits for our yes. */
  async #greet(peer: Peer): Promise<void> {
    const { ledger } = this.#options
    for (const row of ledger.all<KnockOutRow>(
      'SELECT * FROM knocks_out WHERE device = ? AND answered_at IS NULL',
      peer.device,
    )) {
      await this.#deliver(peer, row, REQUEST_TIMEOUT_MS)
    }
  }

  async #deliver(peer: Peer, row: KnockOutRow, timeoutMs: number): Promise<void> {
    const answer = await peer.request('knock', row.knock, timeoutMs)
    if (answer === null) return
    const now = this.#options.clock.now()
    await this.#options.ledger.write((tx) =>
      tx.run('UPDATE knocks_out SET delivered_at = ? WHERE id = ? AND delivered_at IS NULL', now, row.id),
    )
    if (answer.byteLength > NOTHING_SAID.byteLength) await this.#hearWelcome(peer, answer)
  }

  /** Whoever was knocked at can answer with anything. */
  async #hearWelcome(peer: Peer, answer: Uint8Array): Promise<void> {
    try {
      await this.#beWelcomed(peer, answer)
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#options.badInput.count('knock-answer', peer.device)
    }
  }

  async #receive(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const knock = decodeKnock(bytes, peer.device)
    const { ledger, identity } = this.#options
    const id = knockId(knock.decoded.person, knock.nonce)
    const known = ledger.get<KnockInRow>('SELECT * FROM knocks_in WHERE id = ?', id)
    if (known !== undefined && known.welcome !== null) return known.welcome
    const hasTag = equalBytes(knock.tag, identity.addressTag)
    if (!hasTag) this.#options.badInput.count('knock-wrong-tag', null)
    const isMeant = this.isEnabled() && hasTag && known === undefined
    if (isMeant && (await ledger.write((tx) => this.#file(tx, id, knock, peer.device))))
      this.events.emit('arrived', id)
    return NOTHING_SAID
  }

  /** One waiting knock per person; the newest text counts, and only the first is told. Whoever was declined stays declined. */
  #file(tx: Transaction, id: Uint8Array, knock: ReturnType<typeof decodeKnock>, device: Uint8Array): boolean {
    const { person, name } = knock.decoded
    const now = this.#options.clock.now()
    const refused = tx.get("SELECT 1 FROM knocks_in WHERE person = ? AND answer IN ('no', 'block')", person)
    const replaced = tx.run('DELETE FROM knocks_in WHERE person = ? AND answer IS NULL', person).changes
    const { waiting, today } = tx.get<{ waiting: number; today: number }>(
      'SELECT count(*) FILTER (WHERE answer IS NULL) AS waiting, count(*) FILTER (WHERE tag = ? AND at > ?) AS today FROM knocks_in',
      knock.tag,
      now - DAY_MS,
    )!
    if (refused !== undefined || waiting >= MAX_WAITING || today >= MAX_WAITING_PER_DAY) {
      this.#options.badInput.count(refused === undefined ? 'knock-over-quota' : 'knock-after-refusal', null)
      return false
    }
    tx.run(
      'INSERT INTO knocks_in (id, person, device, name, text, card, nonce, tag, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      person,
      device,
      name,
      knock.text,
      knock.card,
      knock.nonce,
      knock.tag,
      now,
    )
    return replaced === 0
  }

  /** Received and not yet answered, newest first. */
  list(): ReceivedKnock[] {
    return this.#options.ledger.all<KnockInRow>(
      'SELECT id, person, name, text, at FROM knocks_in WHERE answer IS NULL ORDER BY at DESC',
    )
  }

  /** The waiting knock whose id begins with this hex text. @throws NOT_FOUND */
  get(idStart: string): ReceivedKnock {
    const found = this.list().filter(({ id }) => idStart.length >= 6 && toHex(id).startsWith(idStart))
    if (found.length !== 1)
      throw new EngineError(found.length === 0 ? 'NOT_FOUND' : 'AMBIGUOUS', 'There is no such knock.')
    return found[0]!
  }

  /** @throws NOT_FOUND */
  async answer(id: Uint8Array, answer: 'yes' | 'no' | 'block'): Promise<void> {
    const { ledger, newPair, peers } = this.#options
    const row = await ledger.write((tx) => {
      const found = tx.get<KnockInRow>('SELECT * FROM knocks_in WHERE id = ? AND answer IS NULL', id)
      if (found === undefined) throw new EngineError('NOT_FOUND', 'There is no such knock.')
      const welcome = answer === 'yes' ? this.#accept(tx, found) : null
      if (answer === 'block') this.#block(tx, found)
      tx.run('UPDATE knocks_in SET answer = ?, welcome = ? WHERE id = ?', answer, welcome, id)
      return { ...found, welcome }
    })
    if (row.welcome !== null) {
      newPair.announce({ person: row.person, device: row.device })
      void this.#sendWelcome(row.device, row.welcome)
    } else if (answer === 'block') peers.refresh(row.device)
  }

  #accept(tx: Transaction, row: KnockInRow): Uint8Array {
    const { identity, newPair } = this.#options
    const nonce = randomBytes(32)
    const card = decodeCard(row.card)
    const pairSecret = agreePairSecret(identity, nonce, { card, nonce: row.nonce })
    newPair.store(tx, { card, device: row.device, pairSecret })
    return encodeWelcome({ knock: row.id, card: identity.cardBytes, nonce })
  }

  #block(tx: Transaction, row: KnockInRow): void {
    const { addressBook, clock } = this.#options
    addressBook.keep(tx, decodeCard(row.card), clock.now(), row.device)
    addressBook.block(tx, row.person, clock.now())
  }

  async #sendWelcome(device: Uint8Array, welcome: Uint8Array): Promise<void> {
    const peer = await this.#options.peers.waitFor(device, REQUEST_TIMEOUT_MS)
    await peer?.request('welcome', welcome, REQUEST_TIMEOUT_MS)
  }

  /** The answer was yes: whoever we knocked at says so, and only they can. */
  async #beWelcomed(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const welcome = decodeWelcome(bytes, peer.device)
    const { ledger, identity, newPair, clock } = this.#options
    const isNew = await ledger.write((tx) => {
      const row = tx.get<KnockOutRow>(
        'SELECT * FROM knocks_out WHERE id = ? AND answered_at IS NULL',
        welcome.knock,
      )
      if (row === undefined || !equalBytes(row.person, welcome.decoded.person)) return false
      const pairSecret = agreePairSecret(identity, row.nonce, { card: welcome.decoded, nonce: welcome.nonce })
      newPair.store(tx, { card: welcome.decoded, device: peer.device, pairSecret })
      tx.run('UPDATE knocks_out SET answered_at = ? WHERE id = ?', clock.now(), welcome.knock)
      return true
    })
    if (isNew) {
      newPair.announce({ person: welcome.decoded.person, device: peer.device })
      this.events.emit('answered', welcome.decoded.person)
    }
    return NOTHING_SAID
  }
}
