// The owner's side of a group link: lets the holder of a token in, asks the owner, or refuses.
// Letting in is an ordinary add.
// Requests that arrive within a short time become one membership record.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  checkKemKey,
  compareCards,
  decodeCard,
  encodeCard,
  type Card,
  type Identity,
} from '../identity/index.ts'
import { writeAll, type Rows, type Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import type { News } from '../news/index.ts'
import { randomBytes } from '../seal/index.ts'
import { removeErrands } from './errands.ts'
import { countMembers, findGroup, findMember, getGroup, wasRemoved, type GroupRow } from './group-row.ts'
import { JoinLinks, type LinkRow } from './join-links.ts'
import { joinRequestForm, joinAnswerForm, type JoinAnswer, type JoinRequest } from './join-message.ts'
import { MAX_MEMBERS } from './membership-record.ts'
import type { OwnerChange, Ownership } from './ownership.ts'
import { ROLE_OF_NEW } from './roles.ts'
import { titleForm } from './title.ts'

export interface AskRow {
  id: Uint8Array
  groupId: Uint8Array
  person: Uint8Array
  card: Uint8Array
  kemKey: Uint8Array
  at: number
  answer: 'accepted' | 'refused' | null
}

const ASK_COLUMNS = 'id, group_id AS groupId, person, card, kem_key AS kemKey, at, answer'

interface Options extends Pick<
  DeliveryParts,
  'ledger' | 'identity' | 'clock' | 'peers' | 'addressBook' | 'acquaintances'
> {
  news: News
  write: Ownership['writeInTurns']
  /** Runs after the commit, when these persons are members. */
  onAdded: (group: Uint8Array, cards: readonly Card[]) => void
  onAsked: (group: Uint8Array) => void
}

/** A card with the KEM key that it names. */
interface Newcomer {
  card: Card
  kemKey: Uint8Array
}

interface Waiting extends Newcomer {
  link: LinkRow | null
  resolve: (answer: 'joined' | 'full') => void
  reject: (error: unknown) => void
}

const GATHER_MS = 30
const MAX_ASKS = 1000

export class JoinDesk {
  readonly links: JoinLinks
  readonly #options: Options
  readonly #gathered = new Map<string, { group: Uint8Array; waiting: Waiting[] }>()

  constructor(options: Options) {
    this.#options = options
    this.links = new JoinLinks(options)
    options.peers.respond({
      name: 'group-join',
      isForStrangers: true,
      maxRequestBytes: 8 * 1024,
      handle: (peer, bytes) => this.#answer(peer, joinRequestForm.decode(bytes)),
    })
  }

  /** Requests that the owner has not answered, newest first. */
  listAsks(): AskRow[] {
    const sql = `SELECT ${ASK_COLUMNS} FROM group_asks WHERE answer IS NULL ORDER BY at DESC, id`
    return this.#options.ledger.all<AskRow & Record<string, never>>(sql)
  }

  /** Returns the number of requests that the owner has not answered. */
  countAsks(): number {
    const sql = 'SELECT count(*) AS count FROM group_asks WHERE answer IS NULL'
    return this.#options.ledger.get<{ count: number }>(sql)?.count ?? 0
  }

  /**
   * Accepts or refuses a request.
   * @throws NOT_FOUND; BLOCKED if an accepted person is blocked; NOT_YOURS if the group was handed
   * over; TOO_LARGE if it is full
   */
  async answerAsk(id: Uint8Array, isAccepted: boolean): Promise<AskRow> {
    const { ledger, news } = this.#options
    const ask = ledger.get<AskRow & Record<string, never>>(
      `SELECT ${ASK_COLUMNS} FROM group_asks WHERE id = ? AND answer IS NULL`,
      id,
    )
    if (ask === undefined) throw new EngineError('NOT_FOUND', 'This request was answered or withdrawn.')
    if (isAccepted) await this.#letInAsked(ask)
    await ledger.write((tx) => {
      tx.run('UPDATE group_asks SET answer = ? WHERE id = ?', isAccepted ? 'accepted' : 'refused', id)
      const open = 'SELECT 1 FROM group_asks WHERE group_id = ? AND answer IS NULL'
      if (tx.get(open, ask.groupId) === undefined) news.remove(tx, 'asks-to-join', ask.groupId)
    })
    return ask
  }

  async #answer(peer: Peer, request: JoinRequest): Promise<Uint8Array> {
    const card = decodeCard(request.card)
    // The connection proves the device; the card proves that the device speaks for the person.
    if (!equalBytes(card.signedBy, peer.device)) throw new MalformedRecord('a card of another device')
    checkKemKey(card, request.kemKey)
    const answer = await this.#decide(request, { card, kemKey: request.kemKey })
    return joinAnswerForm.encode({
      answer,
      owner: answer === 'joined' || answer === 'asked' ? this.#introduce(request.group) : null,
    })
  }

  #introduce(group: Uint8Array): NonNullable<JoinAnswer['owner']> {
    const { ledger, identity } = this.#options
    const { core, title } = getGroup(ledger, group)
    return {
      core,
      title: titleForm.decode(title),
      card: identity.cardBytes,
      kemKey: identity.boxKeys.kemKey,
    }
  }

  async #decide({ group, token }: JoinRequest, newcomer: Newcomer): Promise<JoinAnswer['answer']> {
    const { ledger, addressBook, identity } = this.#options
    const { card } = newcomer
    const row = findGroup(ledger, group)
    const link = this.links.find(group, token)
    const isWelcome =
      !addressBook.isBlockedPerson(ledger, card.person) && addressBook.isSpeaking(ledger, card, card.signedBy)
    if (row === null || !isWelcome || !isMine(row, identity)) return 'revoked'
    // A member stays a member, even if the link has ended since, or they had just left.
    if (findMember(ledger, group, card.person) !== null) {
      await ledger.write((tx) => removeErrands(tx, group, card.person))
      return 'joined'
    }
    if (link === null) return 'revoked'
    if (countMembers(ledger, group) >= MAX_MEMBERS) return 'full'
    // A removed person does not return by a link alone; the owner must accept.
    if (link.needsApproval || wasRemoved(ledger, group, card.person)) return this.#ask(group, newcomer)
    return this.#letIn(group, newcomer, link)
  }

  /**
   * A refused person gets the same answer as for a revoked link, and the owner is not asked again.
   */
  async #ask(group: Uint8Array, newcomer: Newcomer): Promise<JoinAnswer['answer']> {
    const { card, kemKey } = newcomer
    const { ledger, clock, onAsked } = this.#options
    const known = ledger.get<AskRow & Record<string, never>>(
      `SELECT ${ASK_COLUMNS} FROM group_asks WHERE group_id = ? AND person = ?`,
      ...[group, card.person],
    )
    if (known?.answer === 'refused') return 'revoked'
    if (known?.answer === null) return this.#askAgain(known, newcomer)
    if (this.countAsks() >= MAX_ASKS) return 'full'
    // A person who was let in once and left again makes a new request.
    await ledger.write((tx) => {
      tx.run(
        'INSERT OR REPLACE INTO group_asks (id, group_id, person, card, kem_key, at) VALUES (?, ?, ?, ?, ?, ?)',
        ...[randomBytes(16), group, card.person, encodeCard(card), kemKey, clock.now()],
      )
      this.#reportNews(tx, 'asks-to-join', group, card)
    })
    onAsked(group)
    return 'asked'
  }

  /** The first request may have come from a device that its person has lost since. */
  async #askAgain({ id, card: asked }: AskRow, { card, kemKey }: Newcomer): Promise<'asked'> {
    if (compareCards(decodeCard(asked), card) === 'newer')
      await this.#options.ledger.write((tx) =>
        tx.run('UPDATE group_asks SET card = ?, kem_key = ? WHERE id = ?', encodeCard(card), kemKey, id),
      )
    return 'asked'
  }

  async #letInAsked({ groupId: group, person, card, kemKey }: AskRow): Promise<void> {
    const { ledger, identity, addressBook } = this.#options
    if (addressBook.isBlockedPerson(ledger, person))
      throw new EngineError('BLOCKED', 'You have blocked this person.')
    if (!isMine(getGroup(ledger, group), identity))
      throw new EngineError('NOT_YOURS', 'Only its owner can do that.')
    if ((await this.#letIn(group, { card: decodeCard(card), kemKey })) === 'full')
      throw new EngineError('TOO_LARGE', 'This group is full.')
  }

  /**
   * Resolves with `joined` when the ledger has the membership, or with `full` if the group has no
   * room left.
   */
  #letIn(group: Uint8Array, newcomer: Newcomer, link: LinkRow | null = null): Promise<'joined' | 'full'> {
    const id = toHex(group)
    return new Promise((resolve, reject) => {
      const gathered = this.#gathered.get(id)
      const waiting = { ...newcomer, link, resolve, reject }
      if (gathered !== undefined) return void gathered.waiting.push(waiting)
      this.#gathered.set(id, { group, waiting: [waiting] })
      setTimeout(() => void this.#addGathered(id), GATHER_MS)
    })
  }

  async #addGathered(id: string): Promise<void> {
    const { ledger, onAdded } = this.#options
    const { group, waiting } = this.#gathered.get(id)!
    this.#gathered.delete(id)
    try {
      await this.#addFresh(group, waiting)
    } catch (error) {
      for (const { reject } of waiting) reject(error)
      return
    }
    const isIn = ({ card }: Waiting): boolean => findMember(ledger, group, card.person) !== null
    onAdded(
      group,
      waiting.filter(isIn).map(({ card }) => card),
    )
    for (const one of waiting) one.resolve(isIn(one) ? 'joined' : 'full')
  }

  /** Adds each person once, up to the limit. An invalid card excludes only its own person. */
  async #addFresh(group: Uint8Array, waiting: readonly Waiting[]): Promise<void> {
    const kept: Waiting[] = []
    const { ledger, identity, write } = this.#options
    await writeAll(ledger, this.#listFresh(ledger, group, waiting), (tx, one) => {
      if (this.#keepCard(tx, one)) kept.push(one)
    })
    const decide = (rows: Rows, row: GroupRow): OwnerChange | null => {
      if (!isMine(row, identity))
        throw new EngineError('NOT_YOURS', 'Only the owner of the group can do that.')
      const fresh = this.#listFresh(rows, group, kept)
      const role = ROLE_OF_NEW[row.style]
      const put = fresh.map(({ card: { person } }) => ({ person, role, seesHistory: false }))
      return put.length === 0 ? null : { put }
    }
    await write(group, decide, (tx) => {
      for (const { link, card } of this.#listFresh(tx, group, kept)) {
        if (link === null) continue
        this.links.countUse(tx, link)
        this.#reportNews(tx, 'joined-by-link', group, card)
      }
    })
  }

  #listFresh(rows: Rows, group: Uint8Array, waiting: readonly Waiting[]): Waiting[] {
    const room = MAX_MEMBERS - countMembers(rows, group)
    const fresh = new Map<string, Waiting>()
    for (const one of waiting) {
      const { person } = one.card
      if (this.#options.addressBook.isBlockedPerson(rows, person)) continue
      if (fresh.size >= room || fresh.has(toHex(person)) || findMember(rows, group, person) !== null) continue
      fresh.set(toHex(person), one)
    }
    return [...fresh.values()]
  }

  #reportNews(tx: Transaction, kind: 'joined-by-link' | 'asks-to-join', group: Uint8Array, card: Card): void {
    const { person, name } = card
    this.#options.news.record(tx, { kind, person, name, about: group, words: getGroup(tx, group).name })
  }

  #keepCard(tx: Transaction, { card, kemKey }: Newcomer): boolean {
    try {
      this.#options.acquaintances.keep(tx, card)
      this.#options.addressBook.keepKemKey(tx, card.person, kemKey)
      return true
    } catch (error) {
      if (error instanceof MalformedRecord) return false
      throw error
    }
  }
}

function isMine({ ownerDevice }: GroupRow, identity: Identity): boolean {
  return equalBytes(ownerDevice, identity.device.publicKey)
}
