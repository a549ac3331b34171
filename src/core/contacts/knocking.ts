// Sends knocks to an address. A knock is durable at once and is delivered each time the address's
// device connects, until the answer is yes.
// A no is never sent; the knocker cannot distinguish it from silence.
import { Emitter, equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { parseAddress, type Address } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { randomBytes } from '../seal/index.ts'
import { decodeKnock, welcomeForm, knockForm, knockId, MAX_KNOCK_BYTES, sealKnock } from './knock.ts'
import { KNOCK_KEY } from './knock-key.ts'
import { KNOCK_DAY_MS, KNOCK_TIMEOUT_MS, NOTHING_SAID, type KnockParts } from './knock-parts.ts'
import { agreePairSecret, openAnswer } from './pair-agreement.ts'

type KnockState = 'waiting' | 'delivered' | 'accepted'

interface KnockOutRow {
  id: Uint8Array
  person: Uint8Array
  device: Uint8Array
  tag: Uint8Array
  knock: Uint8Array
  nonce: Uint8Array
  /** The key that it was sealed to, and the sealed bytes. Null until the device was met. */
  knockKey: Uint8Array | null
  sealed: Uint8Array | null
  deliveredAt: number | null
  answeredAt: number | null
}

const COLUMNS = `
  id, person, device, tag, knock, nonce, knock_key AS knockKey, sealed, delivered_at AS deliveredAt, answered_at AS answeredAt`

const MAX_OUT_PER_DAY = 50
const NO_BYTES = new Uint8Array(0)

export class Knocking {
  readonly events = new Emitter<{ answered: Uint8Array }>()
  readonly #parts: KnockParts

  constructor(parts: KnockParts) {
    this.#parts = parts
    const handle = (peer: Peer, bytes: Uint8Array) => this.#beWelcomed(peer, bytes)
    parts.peers.respond({ name: 'welcome', isForStrangers: true, maxRequestBytes: MAX_KNOCK_BYTES, handle })
    parts.peers.events.on('stranger', (peer) => {
      this.#greet(peer).catch((error: unknown) =>
        parts.log.warn('knock-not-delivered', { message: String(error) }),
      )
    })
  }

  /** Resumes the knocks that were waiting when the home was closed. */
  start(): void {
    const { ledger, peers } = this.#parts
    const rows = ledger.all<KnockOutRow>('SELECT device FROM knocks_out WHERE answered_at IS NULL')
    for (const { device } of rows) peers.dial(device)
  }

  /**
   * Resolves when the knock is durable. It is then retried until it is answered.
   * @throws INVALID, QUOTA, BLOCKED
   */
  async send(
    addressText: string,
    text: string,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<{ id: Uint8Array; person: Uint8Array; state: KnockState }> {
    const { peers, clock } = this.#parts
    const address = parseAddress(addressText)
    this.#checkStranger(address.person)
    const id = await this.#keep(address, text)
    const device = address.devices[0]!
    peers.dial(device)
    const deadline = clock.monotonicMs() + waitMs
    const peer = await peers.waitFor(device, waitMs, { signal })
    if (peer !== null) await this.#deliver(peer, this.#find(id)!, Math.max(1, deadline - clock.monotonicMs()))
    return { id, person: address.person, state: this.#stateOf(id) }
  }

  #checkStranger(person: Uint8Array): void {
    const { ledger, identity, addressBook } = this.#parts
    if (equalBytes(person, identity.person)) throw new EngineError('INVALID', 'This is your own address.')
    if (addressBook.isBlockedPerson(ledger, person))
      throw new EngineError('BLOCKED', 'You have blocked this person.')
    if (addressBook.find(ledger, person) !== null)
      throw new EngineError('INVALID', 'This person is already a contact.')
  }

  async #keep({ person, devices, tag }: Address, text: string): Promise<Uint8Array> {
    const { ledger, identity, clock } = this.#parts
    const at = clock.now()
    const nonce = randomBytes(32)
    const id = knockId(identity.person, nonce)
    const { cardBytes: card, boxKeys } = identity
    const knock = knockForm.encode({ card, kemKey: boxKeys.kemKey, nonce, text, at })
    await ledger.write((tx) => {
      const today = 'SELECT count(*) AS sent FROM knocks_out WHERE at > ?'
      const { sent } = tx.get<{ sent: number }>(today, at - KNOCK_DAY_MS)!
      if (sent >= MAX_OUT_PER_DAY) throw new EngineError('QUOTA', 'Too many knocks today.')
      tx.run('DELETE FROM knocks_out WHERE person = ? AND answered_at IS NULL', person)
      tx.run(
        'INSERT INTO knocks_out (id, person, device, tag, knock, nonce, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[id, person, devices[0]!, tag, knock, nonce, at],
      )
    })
    return id
  }

  #find(id: Uint8Array): KnockOutRow | null {
    return this.#parts.ledger.get<KnockOutRow>(`SELECT ${COLUMNS} FROM knocks_out WHERE id = ?`, id) ?? null
  }

  #stateOf(id: Uint8Array): KnockState {
    const row = this.#find(id)
    if (row === null) return 'waiting'
    if (row.answeredAt !== null) return 'accepted'
    return row.deliveredAt === null ? 'waiting' : 'delivered'
  }

  /** An unknown device has connected, so a knock may be waiting for it. */
  async #greet(peer: Peer): Promise<void> {
    const waiting = `SELECT ${COLUMNS} FROM knocks_out WHERE device = ? AND answered_at IS NULL`
    for (const row of this.#parts.ledger.all<KnockOutRow>(waiting, peer.device)) {
      await this.#deliver(peer, row, KNOCK_TIMEOUT_MS)
    }
  }

  async #deliver(peer: Peer, row: KnockOutRow, timeoutMs: number): Promise<void> {
    const { clock, ledger } = this.#parts
    const knockKey = await peer.request(KNOCK_KEY, NO_BYTES, timeoutMs)
    const sealed = knockKey === null ? null : await this.#seal(peer, row, knockKey)
    const answer = sealed === null ? null : await peer.request('knock', sealed, timeoutMs)
    if (answer === null) return
    const delivered = 'UPDATE knocks_out SET delivered_at = ? WHERE id = ? AND delivered_at IS NULL'
    await ledger.write((tx) => tx.run(delivered, clock.now(), row.id))
    if (answer.byteLength > NOTHING_SAID.byteLength) await this.#hearWelcome(peer, answer)
  }

  /**
   * Returns the bytes that were sent before, unless the device has another key now. Null if the key
   * is not usable.
   */
  async #seal(peer: Peer, row: KnockOutRow, knockKey: Uint8Array): Promise<Uint8Array | null> {
    if (row.sealed !== null && row.knockKey !== null && equalBytes(row.knockKey, knockKey)) return row.sealed
    try {
      const sealed = sealKnock(knockKey, row.tag, row.knock)
      const keep = 'UPDATE knocks_out SET knock_key = ?, sealed = ? WHERE id = ?'
      await this.#parts.ledger.write((tx) => tx.run(keep, knockKey, sealed, row.id))
      return sealed
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#parts.badInput.count('knock-key', peer.device)
      return null
    }
  }

  /** The answer is untrusted, because the device can send any bytes. */
  async #hearWelcome(peer: Peer, answer: Uint8Array): Promise<void> {
    try {
      await this.#beWelcomed(peer, answer)
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#parts.badInput.count('knock-answer', peer.device)
    }
  }

  /** Handles a yes. Only the person to whom the knock was sent can send it. */
  async #beWelcomed(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const { knock, sealed } = welcomeForm.decode(bytes)
    const { ledger, newPair } = this.#parts
    const person = await ledger.write((tx) => this.#pair(tx, knock, sealed, peer.device))
    if (person !== null) {
      newPair.announce({ person, device: peer.device })
      this.events.emit('answered', person)
    }
    return NOTHING_SAID
  }

  /**
   * Returns the new contact. Null for a welcome of a knock that this device does not wait for: it
   * is not opened.
   */
  #pair(tx: Transaction, knock: Uint8Array, sealed: Uint8Array, device: Uint8Array): Uint8Array | null {
    const { identity, newPair, news, clock } = this.#parts
    const waiting = `SELECT ${COLUMNS} FROM knocks_out WHERE id = ? AND answered_at IS NULL`
    const row = tx.get<KnockOutRow>(waiting, knock)
    if (row === undefined) return null
    const own = decodeKnock(row.knock, identity.device.publicKey)
    const their = openAnswer(identity, { card: own.decoded, asked: own.asked }, sealed, device)
    const { decoded: card, kemKey, nonce, exchange } = their
    if (!equalBytes(row.person, card.person)) return null
    const sent = { card: own.decoded, nonce: own.nonce }
    const pairSecret = agreePairSecret(identity, sent, { card, nonce }, exchange)
    newPair.store(tx, { card, kemKey, device, pairSecret })
    tx.run('UPDATE knocks_out SET answered_at = ? WHERE id = ?', clock.now(), knock)
    news.record(tx, { kind: 'accepted-you', person: card.person, name: card.name })
    return card.person
  }
}
