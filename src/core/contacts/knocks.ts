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
import { decodeKnock, decodeSealedKnock, welcomeForm, MAX_KNOCK_BYTES, type OpenedKnock } from './knock.ts'
import { KNOCK_KEY, KnockKey } from './knock-key.ts'
import { KNOCK_DAY_MS, KNOCK_TIMEOUT_MS, NOTHING_SAID, type KnockParts } from './knock-parts.ts'
import { agreePairSecret, sealAnswer } from './pair-agreement.ts'

interface ReceivedKnock {
  id: Uint8Array
  person: Uint8Array
  name: string
  text: string
  at: number
}

interface KnockInRow extends ReceivedKnock {
  device: Uint8Array
  card: Uint8Array
  kemKey: Uint8Array
  nonce: Uint8Array
  /** The hash of the opened knock, which the welcome answers. */
  asked: Uint8Array
  answer: 'yes' | 'no' | 'block' | null
  welcome: Uint8Array | null
}

interface UnopenedKnock {
  peer: Peer
  knock: ReturnType<typeof decodeSealedKnock>
}

const COLUMNS = 'id, person, name, text, at, device, card, kem_key AS kemKey, nonce, asked, answer, welcome'

const MAX_WAITING = 200
const MAX_WAITING_PER_DAY = 50
/** To open one takes two milliseconds, and strangers must not keep this device busy. */
const MAX_OPENED_PER_DAY = 200

export class Knocks {
  readonly events = new Emitter<{ arrived: Uint8Array }>()
  readonly #parts: KnockParts
  readonly #key: KnockKey
  /** Arrived, but not opened yet. */
  readonly #unopened: UnopenedKnock[] = []
  #opened = { day: 0, count: 0 }
  #opening: Promise<void> | null = null

  constructor(parts: KnockParts) {
    this.#parts = parts
    this.#key = new KnockKey(parts.identity)
    parts.peers.respond({
      name: KNOCK_KEY,
      isForStrangers: true,
      maxRequestBytes: 0,
      handle: () => this.#key.publicKey,
    })
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

  /**
   * Answers before the knock is opened, so that the time of the answer says nothing. A knock
   * with a wrong tag, a known one, and one above the limits are not opened at all.
   */
  #receive(peer: Peer, bytes: Uint8Array): Uint8Array {
    const knock = decodeSealedKnock(bytes)
    const { ledger, identity, badInput } = this.#parts
    if (!equalBytes(knock.tag, identity.addressTag)) {
      badInput.count('knock-wrong-tag', null)
      return NOTHING_SAID
    }
    const sql = `SELECT ${COLUMNS} FROM knocks_in WHERE sealed_hash = ?`
    const known = ledger.get<KnockInRow>(sql, knock.hash)
    if (known !== undefined) return this.#welcomeAgain(peer, known) ?? NOTHING_SAID
    if (!this.isEnabled()) return NOTHING_SAID
    if (this.#isFull(ledger)) badInput.count('knock-over-quota', null)
    else this.#openSoon(peer, knock)
    return NOTHING_SAID
  }

  /**
   * A repeated knock means that the welcome did not arrive. Null if there is none, or if the person
   * was removed or blocked since.
   */
  #welcomeAgain({ device }: Peer, { welcome }: KnockInRow): Uint8Array | null {
    return this.#parts.addressBook.whoIs(device) === null ? null : welcome
  }

  /** True if no further knock is opened now, whoever sends it. */
  #isFull(rows: Rows): boolean {
    const day = Math.floor(this.#parts.clock.now() / KNOCK_DAY_MS)
    if (this.#opened.day !== day) this.#opened = { day, count: 0 }
    const isBusy = this.#opened.count + this.#unopened.length >= MAX_OPENED_PER_DAY
    return isBusy || this.#countToday(rows, null) >= MAX_WAITING_PER_DAY
  }

  /** Counts the knocks of a day at the present tag, except those of a person who waits. */
  #countToday(rows: Rows, except: Uint8Array | null): number {
    const sql = `SELECT count(*) AS count FROM knocks_in WHERE tag = ? AND at > ? AND (person IS NOT ? OR answer IS NOT NULL)`
    const { identity, clock } = this.#parts
    return rows.get<{ count: number }>(sql, identity.addressTag, clock.now() - KNOCK_DAY_MS, except)!.count
  }

  #openSoon(peer: Peer, knock: ReturnType<typeof decodeSealedKnock>): void {
    if (this.#unopened.some(({ knock: waiting }) => equalBytes(waiting.hash, knock.hash))) return
    this.#unopened.push({ peer, knock })
    this.#opening ??= this.#openAll().finally(() => (this.#opening = null))
  }

  async #openAll(): Promise<void> {
    while (this.#unopened.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      const next = this.#unopened.shift()
      if (next !== undefined) await this.#openOne(next)
    }
  }

  async #openOne({ peer, knock }: UnopenedKnock): Promise<void> {
    this.#opened.count++
    try {
      await this.#open(peer, knock)
    } catch (error) {
      if (error instanceof MalformedRecord) this.#parts.badInput.count('knock-malformed', peer.device)
      else this.#parts.log.warn('knock-not-opened', { message: String(error) })
    }
  }

  /** Resolves when all knocks that have arrived are opened. */
  async untilOpened(): Promise<void> {
    await this.#opening
  }

  /** @throws MalformedRecord */
  async #open(peer: Peer, { sealed, tag, hash }: ReturnType<typeof decodeSealedKnock>): Promise<void> {
    const plaintext = this.#key.open(sealed)
    if (plaintext === null) throw new MalformedRecord('a knock that was not sealed to the knock key')
    const knock = decodeKnock(plaintext, peer.device)
    const { ledger } = this.#parts
    const known = ledger.get<KnockInRow>(`SELECT ${COLUMNS} FROM knocks_in WHERE id = ?`, knock.id)
    if (known !== undefined) {
      const welcome = this.#welcomeAgain(peer, known)
      if (welcome !== null) await this.#sendWelcome(peer.device, welcome)
      return
    }
    const isNew = await ledger.write((tx) =>
      this.#file(tx, knock, { device: peer.device, tag, sealed: hash }),
    )
    if (isNew) this.events.emit('arrived', knock.id)
  }

  close(): void {
    this.#unopened.length = 0
  }

  /**
   * Keeps one waiting knock per person, with the newest text. Returns true only for the first,
   * which emits an event. A declined person stays declined.
   */
  #file(
    tx: Transaction,
    knock: OpenedKnock,
    { device, tag, sealed }: { device: Uint8Array; tag: Uint8Array; sealed: Uint8Array },
  ): boolean {
    const { id, asked, kemKey } = knock
    const { person, name } = knock.decoded
    this.#parts.addressBook.devices.check(tx, knock.decoded)
    const refusal = this.#findRefusal(tx, knock.decoded, device)
    if (refusal !== null) {
      this.#parts.badInput.count(refusal, null)
      return false
    }
    const replaced = tx.run('DELETE FROM knocks_in WHERE person = ? AND answer IS NULL', person).changes
    tx.run(
      `INSERT INTO knocks_in (id, person, device, name, text, card, kem_key, nonce, tag, at, asked, sealed_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[
        id,
        person,
        device,
        name,
        knock.text,
        knock.card,
        kemKey,
        knock.nonce,
        tag,
        this.#parts.clock.now(),
      ],
      ...[asked, sealed],
    )
    return replaced === 0
  }

  #findRefusal(tx: Transaction, card: Card, device: Uint8Array): string | null {
    const { addressBook, identity } = this.#parts
    const { person } = card
    if (addressBook.isBlockedPerson(tx, person)) return 'knock-of-blocked'
    const isSpeaking = addressBook.isSpeaking(tx, card, device) && isSpeakingNow(tx, card, device)
    if (!isSpeaking || equalBytes(person, identity.person)) return 'knock-of-former-device'
    const declined = "SELECT 1 FROM knocks_in WHERE person = ? AND answer = 'no'"
    if (tx.get(declined, person) !== undefined) return 'knock-after-refusal'
    const sql = 'SELECT count(*) AS waiting FROM knocks_in WHERE answer IS NULL AND person <> ?'
    const { waiting } = tx.get<{ waiting: number }>(sql, person)!
    const isFull = waiting >= MAX_WAITING || this.#countToday(tx, person) >= MAX_WAITING_PER_DAY
    return isFull ? 'knock-over-quota' : null
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
    const own = { card: identity.card, nonce: randomBytes(32) }
    const card = decodeStoredCard(row.card)
    if (addressBook.isBlockedPerson(tx, row.person))
      throw new EngineError('BLOCKED', `You have blocked ${row.name}.`)
    try {
      const { sealed, exchange } = sealAnswer(row.kemKey, row.asked, {
        ...{ card: identity.cardBytes, kemKey: identity.boxKeys.kemKey, nonce: own.nonce, known: null },
      })
      const pairSecret = agreePairSecret(identity, own, { card, nonce: row.nonce }, exchange)
      newPair.store(tx, { card, kemKey: row.kemKey, device: row.device, pairSecret })
      return welcomeForm.encode({ knock: row.id, sealed })
    } catch (cause) {
      if (!(cause instanceof MalformedRecord)) throw cause
      throw new EngineError('INVALID', 'The device that knocked no longer belongs to this person.', { cause })
    }
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
