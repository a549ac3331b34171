// Receives knocks: a separate list, quotas per tag and in total, no receipts, and a switch to turn
// knocks off.
// A yes makes a pair exactly as an invite does. Before it, nothing of the stranger is fetched or
// confirmed; only the knock is shown.
import { Emitter, equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { compareCards, decodeStoredCard, isActive, type Card } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { randomBytes } from '../seal/index.ts'
import { decodeKnock, encodeWelcome, knockId } from './knock.ts'
import {
  KNOCK_DAY_MS,
  KNOCK_TIMEOUT_MS,
  MAX_KNOCK_BYTES,
  NOTHING_SAID,
  type KnockParts,
} from './knock-parts.ts'
import { agreePairSecret } from './pair-agreement.ts'

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

const COLUMNS = 'id, person, name, text, at, device, card, nonce, answer, welcome'

const MAX_WAITING = 200
const MAX_WAITING_PER_DAY = 50

export class Knocks {
  readonly events = new Emitter<{ arrived: Uint8Array }>()
  readonly #parts: KnockParts

  constructor(parts: KnockParts) {
    this.#parts = parts
    const handle = (peer: Peer, bytes: Uint8Array) => this.#receive(peer, bytes)
    parts.peers.respond({ name: 'knock', isForStrangers: true, maxRequestBytes: MAX_KNOCK_BYTES, handle })
  }

  isEnabled(): boolean {
    const off = "SELECT 1 FROM contact_settings WHERE name = 'knocks-off' AND value = 1"
    return this.#parts.ledger.get(off) === undefined
  }

  async setEnabled(isEnabled: boolean): Promise<void> {
    const set =
      "INSERT INTO contact_settings VALUES ('knocks-off', ?) ON CONFLICT DO UPDATE SET value = excluded.value"
    await this.#parts.ledger.write((tx) => tx.run(set, isEnabled ? 0 : 1))
  }

  async #receive(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const knock = decodeKnock(bytes, peer.device)
    const { ledger, identity, badInput, addressBook } = this.#parts
    const id = knockId(knock.decoded.person, knock.nonce)
    const known = ledger.get<KnockInRow>(`SELECT ${COLUMNS} FROM knocks_in WHERE id = ?`, id)
    // A repeated knock means that the welcome did not arrive. Send it again, unless the person was
    // removed or blocked since.
    const isContact = addressBook.whoIs(peer.device) !== null
    if (known !== undefined && known.welcome !== null) return isContact ? known.welcome : NOTHING_SAID
    const hasTag = equalBytes(knock.tag, identity.addressTag)
    if (!hasTag) badInput.count('knock-wrong-tag', null)
    const isMeant = this.isEnabled() && hasTag && known === undefined
    const isNew = isMeant && (await ledger.write((tx) => this.#file(tx, id, knock, peer.device)))
    if (isNew) this.events.emit('arrived', id)
    return NOTHING_SAID
  }

  /**
   * Keeps one waiting knock per person, with the newest text. Returns true only for the first,
   * which emits an event. A declined person stays declined.
   */
  #file(tx: Transaction, id: Uint8Array, knock: ReturnType<typeof decodeKnock>, device: Uint8Array): boolean {
    const { person, name } = knock.decoded
    this.#parts.addressBook.devices.check(tx, knock.decoded)
    const refusal = this.#findRefusal(tx, knock.decoded, device, knock.tag)
    if (refusal !== null) {
      this.#parts.badInput.count(refusal, null)
      return false
    }
    const replaced = tx.run('DELETE FROM knocks_in WHERE person = ? AND answer IS NULL', person).changes
    tx.run(
      'INSERT INTO knocks_in (id, person, device, name, text, card, nonce, tag, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[id, person, device, name, knock.text, knock.card, knock.nonce, knock.tag, this.#parts.clock.now()],
    )
    return replaced === 0
  }

  #findRefusal(tx: Transaction, card: Card, device: Uint8Array, tag: Uint8Array): string | null {
    const { addressBook, identity } = this.#parts
    const { person } = card
    if (addressBook.isBlockedPerson(tx, person)) return 'knock-of-blocked'
    const isSpeaking = addressBook.isSpeaking(tx, card, device) && isSpeakingNow(tx, card, device)
    if (!isSpeaking || equalBytes(person, identity.person)) return 'knock-of-former-device'
    const declined = "SELECT 1 FROM knocks_in WHERE person = ? AND answer = 'no'"
    if (tx.get(declined, person) !== undefined) return 'knock-after-refusal'
    const { waiting, today } = tx.get<{ waiting: number; today: number }>(
      `SELECT count(*) FILTER (WHERE answer IS NULL) AS waiting,
         count(*) FILTER (WHERE tag = ? AND at > ?) AS today FROM knocks_in WHERE person <> ? OR answer IS NOT NULL`,
      ...[tag, this.#parts.clock.now() - KNOCK_DAY_MS, person],
    )!
    return waiting >= MAX_WAITING || today >= MAX_WAITING_PER_DAY ? 'knock-over-quota' : null
  }

  /** Returns the knocks without an answer, newest first. */
  list(): ReceivedKnock[] {
    return this.#parts.ledger.all<KnockInRow>(
      'SELECT id, person, name, text, at FROM knocks_in WHERE answer IS NULL ORDER BY at DESC',
    )
  }

  countWaiting(): number {
    const query = 'SELECT count(*) AS waiting FROM knocks_in WHERE answer IS NULL'
    return this.#parts.ledger.get<{ waiting: number }>(query)!.waiting
  }

  /**
   * Returns the waiting knock whose id begins with this hex text (at least 6 digits).
   * @throws NOT_FOUND, AMBIGUOUS
   */
  get(idStart: string): ReceivedKnock {
    const found = this.list().filter(({ id }) => idStart.length >= 6 && toHex(id).startsWith(idStart))
    if (found.length !== 1)
      throw new EngineError(
        found.length === 0 ? 'NOT_FOUND' : 'AMBIGUOUS',
        'No single waiting knock has this id.',
      )
    return found[0]!
  }

  /** @throws NOT_FOUND; for a yes also BLOCKED, and INVALID if the device was replaced since */
  async answer(id: Uint8Array, answer: 'yes' | 'no' | 'block'): Promise<void> {
    const { ledger, newPair, peers } = this.#parts
    const row = await ledger.write((tx) => {
      const found = tx.get<KnockInRow>(`SELECT ${COLUMNS} FROM knocks_in WHERE id = ? AND answer IS NULL`, id)
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
    const { identity, newPair, addressBook } = this.#parts
    const nonce = randomBytes(32)
    const card = decodeStoredCard(row.card)
    if (addressBook.isBlockedPerson(tx, row.person))
      throw new EngineError('BLOCKED', `You have blocked ${row.name}.`)
    try {
      const pairSecret = agreePairSecret(identity, nonce, { card, nonce: row.nonce })
      newPair.store(tx, { card, device: row.device, pairSecret })
    } catch (cause) {
      if (!(cause instanceof MalformedRecord)) throw cause
      throw new EngineError('INVALID', 'The device that knocked no longer belongs to this person.', { cause })
    }
    return encodeWelcome({ knock: row.id, card: identity.cardBytes, nonce })
  }

  /** Keeps the card of the blocked person, so that the block covers every device that it names. */
  #block(tx: Transaction, row: KnockInRow): void {
    const { addressBook } = this.#parts
    const card = decodeStoredCard(row.card)
    addressBook.keepCard(tx, card)
    addressBook.rememberName(tx, card.person, card.name)
    addressBook.block(tx, row.person)
  }

  async #sendWelcome(device: Uint8Array, welcome: Uint8Array): Promise<void> {
    const peer = await this.#parts.peers.waitFor(device, KNOCK_TIMEOUT_MS)
    await peer?.request('welcome', welcome, KNOCK_TIMEOUT_MS)
  }
}

/**
 * False if the same person waits with a newer card that does not name the device, because a thief
 * of a lost device must not take the place of its person.
 */
function isSpeakingNow(rows: Rows, card: Card, device: Uint8Array): boolean {
  const sql = 'SELECT card FROM knocks_in WHERE person = ? AND answer IS NULL'
  const waiting = rows.get<{ card: Uint8Array }>(sql, card.person)
  if (waiting === undefined) return true
  const known = decodeStoredCard(waiting.card)
  return compareCards(known, card) !== 'older' || isActive(known.devices, device)
}
