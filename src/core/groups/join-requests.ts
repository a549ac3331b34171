// Requests to join a group by a link: asks the owner's device with the link's token.
// An open request stays in the ledger and is sent again whenever that device connects, until the
// answer is yes or no.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { checkKemKey, decodeCard, type Card } from '../identity/index.ts'
import type { Peer } from '../network/index.ts'
import { insertGroup } from './create-group.ts'
import { parseGroupLink, type GroupLink } from './group-link.ts'
import { clearRoster, findGroup } from './group-row.ts'
import { joinAnswerForm, joinRequestForm, type JoinAnswer } from './join-message.ts'
import { continuesFrom, ownerByTitle, titleForm, type Title } from './title.ts'

interface Options extends Pick<
  DeliveryParts,
  'ledger' | 'identity' | 'clock' | 'peers' | 'acquaintances' | 'addressBook' | 'log'
> {
  /** Called after the owner let this person in, so that this home follows the group's records. */
  onJoined: (group: Uint8Array, device: Uint8Array) => void
  onChanged: (group: Uint8Array) => void
}

interface JoinRow {
  groupId: Uint8Array
  link: string
  device: Uint8Array
}

const ANSWER_TIMEOUT_MS = 10_000
/**
 * An owner may answer slowly if hundreds ask at once. Ask this often on one connection, then wait
 * for the next one.
 */
const ASKED_ON_A_WIRE = 6

export class JoinRequests {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
    const { peers } = options
    // The owner's device only signals that it has decided. This side then asks for the decision.
    peers.respond({
      name: 'group-joined',
      isForStrangers: true,
      maxRequestBytes: 32,
      handle: (peer) => {
        this.#askAgain(peer)
        return Uint8Array.of(0)
      },
    })
    peers.events.on('connected', (peer) => this.#askAgain(peer))
    peers.events.on('stranger', (peer) => this.#askAgain(peer))
  }

  /**
   * Sends the request and returns the group.
   * @throws INVALID, BLOCKED, LINK_REVOKED, INVITER_AWAY, TOO_LARGE
   */
  async join(text: string, waitMs: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { ledger, identity, peers, addressBook } = this.#options
    const link = parseGroupLink(text)
    if (addressBook.isBlockedPerson(ledger, link.owner))
      throw new EngineError('BLOCKED', 'You have blocked the owner of this group.')
    const known = findGroup(ledger, link.group)
    if (known?.membership === 'member') return link.group
    if (equalBytes(link.owner, identity.person)) throw new EngineError('INVALID', 'This group is yours.')
    const peer = await peers.waitFor(this.#deskOf(link), waitMs, { signal })
    if (signal?.aborted === true) throw new EngineError('CANCELLED', 'Joining was cancelled.')
    const answer = peer === null ? null : await this.#ask(peer, link)
    if (answer === null)
      throw new EngineError('INVITER_AWAY', 'The device that lets people into this group is offline.')
    await this.#applyAnswer({ ...link, device: peer!.device }, text, answer).catch((error: unknown) => {
      if (!(error instanceof MalformedRecord)) throw error
      throw new EngineError('INVALID', 'The owner of the group did not make this link.', { cause: error })
    })
    if (answer.answer === 'revoked')
      throw new EngineError('LINK_REVOKED', 'This link lets nobody in any more.')
    if (answer.answer === 'full') throw new EngineError('TOO_LARGE', 'This group is full.')
    return link.group
  }

  /** The owner may have moved to another device than the link names. */
  #deskOf({ owner, device }: GroupLink): Uint8Array {
    const { acquaintances, ledger } = this.#options
    return acquaintances.findCard(ledger, owner)?.desk.device ?? device
  }

  async #ask(peer: Peer, { group, token }: GroupLink): Promise<JoinAnswer | null> {
    const { cardBytes: card, boxKeys } = this.#options.identity
    const request = joinRequestForm.encode({ group, token, card, kemKey: boxKeys.kemKey })
    const bytes = await peer.request('group-join', request, ANSWER_TIMEOUT_MS)
    try {
      return bytes === null ? null : joinAnswerForm.decode(bytes)
    } catch {
      return null
    }
  }

  async #askUntilAnswered(peer: Peer, link: GroupLink): Promise<JoinAnswer | null> {
    for (let asked = 0; asked < ASKED_ON_A_WIRE && peer.isOpen; asked++) {
      const answer = await this.#ask(peer, link)
      if (answer !== null) return answer
    }
    return null
  }

  async #applyAnswer(link: GroupLink, text: string, { answer, owner }: JoinAnswer): Promise<void> {
    const { ledger, clock, acquaintances, addressBook, onJoined, onChanged } = this.#options
    const { group, device, name } = link
    const now = clock.now()
    const introduced = owner === null ? null : checkIntroduction(link, owner)
    await ledger.write((tx) => {
      tx.run('DELETE FROM group_joins WHERE group_id = ?', group)
      const known = findGroup(tx, group)
      if (known?.membership === 'member') return
      if (introduced === null)
        return void tx.run("DELETE FROM groups WHERE group_id = ? AND membership = 'asked'", group)
      const { core, card, kemKey, title } = introduced
      if (known !== null && !continuesFrom(titleForm.decode(known.title), title))
        throw new MalformedRecord('a membership by an owner who has handed the group over')
      acquaintances.keep(tx, card)
      addressBook.keepKemKey(tx, card.person, kemKey)
      clearRoster(tx, group)
      insertGroup(tx, {
        ...{ group, core, title, name, now, style: 'conversation' },
        owner: { person: link.owner, device },
        membership: answer === 'joined' ? 'joining' : 'asked',
      })
      if (answer === 'asked') tx.run('INSERT INTO group_joins VALUES (?, ?, ?, ?)', group, text, device, now)
    })
    if (answer === 'joined') onJoined(group, device)
    else onChanged(group)
  }

  #list(): JoinRow[] {
    return this.#options.ledger.all<JoinRow & Record<string, never>>(
      'SELECT group_id AS groupId, link, device FROM group_joins',
    )
  }

  #askAgain(peer: Peer): void {
    for (const { link: text } of this.#list()) {
      const named = parseGroupLink(text)
      const link = { ...named, device: this.#deskOf(named) }
      if (toHex(link.device) !== toHex(peer.device)) continue
      this.#askUntilAnswered(peer, link)
        .then((answer) => (answer === null ? undefined : this.#applyAnswer(link, text, answer)))
        .catch((error: unknown) => this.#options.log.warn('join-not-asked', { message: String(error) }))
    }
  }
}

/**
 * Checks that the card and title belong to the owner whom the link names.
 * @throws MalformedRecord if not
 */
function checkIntroduction(
  { group, owner, device }: GroupLink,
  { core, title, card: bytes, kemKey }: NonNullable<JoinAnswer['owner']>,
): { core: Uint8Array; title: Title; card: Card; kemKey: Uint8Array } {
  const card = decodeCard(bytes)
  const titled = ownerByTitle(group, title)
  const isTheirs = titled !== null && equalBytes(titled, owner) && equalBytes(card.person, owner)
  if (!isTheirs || !equalBytes(card.desk.device, device))
    throw new MalformedRecord('the answering person does not own the group')
  checkKemKey(card, kemKey)
  return { core, title, card, kemKey }
}
