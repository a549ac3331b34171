// reference: opens an object as a reader. It fetches the ciphertext, gets the key, checks both
// commitments, and keeps the object permanently.
// No other code asks for a release. A thread, a reply or a preview shows only objects that are
// already open.
import { encodeReleases } from '../access/index.ts'
import { equalBytes, orderedAt } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import { hasWords } from '../feeds/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import { untilCommitted } from '../ledger/index.ts'
import { isTextTooLong, objectId, type OpenedObject, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { askForRelease } from './ask-for-release.ts'
import { forgetCollected, isGated, type GatedLetter } from './ask-keepers.ts'
import { allowOthers, attachmentsOf, keepAttached, keepWithin, locateAttached } from './attachments.ts'
import { refuseBlocked } from './blocked-author.ts'
import { checkNotice } from './check-notice.ts'
import {
  checkRewritten,
  currentDevice,
  fetchBlocks,
  isAmong,
  reachDevice,
  sourcesOf,
  type Wait,
} from './fetch-blocks.ts'
import { askHomeAndKeepers } from './gated-release.ts'
import type { KeeperRefusal } from './keeper-answers.ts'
import { askForLetter } from './open-in-one.ts'
import { openOwn } from './open-own.ts'
import type { DeliveryParts } from './parts.ts'
import { keepersAway } from './race-releasers.ts'

export type ReferenceParts = Pick<
  DeliveryParts,
  | 'kinds'
  | 'ledger'
  | 'identity'
  | 'clock'
  | 'store'
  | 'foreignCores'
  | 'feeds'
  | 'audiences'
  | 'followed'
  | 'peers'
  | 'authorStations'
  | 'addressBook'
  | 'acquaintances'
  | 'hadDevice'
  | 'inbox'
  | 'badInput'
>

export class Reference {
  readonly #parts: ReferenceParts

  constructor(parts: ReferenceParts) {
    this.#parts = parts
  }

  /**
   * Returns the object that a ref names: an own object, one that was opened before, or one that is
   * opened now.
   * @throws NOT_A_READER, HELD, NOT_YET, RECALLED, EXPIRED, QUOTA, AUTHOR_AWAY, KEEPERS_AWAY,
   * UNREACHABLE, ALTERED, REWRITTEN, BLOCKED, TOO_LARGE
   */
  async open(ref: Ref, wait: Wait): Promise<OpenedObject> {
    const object = objectId(ref)
    const { store, ledger } = this.#parts
    if (store.findOwn(ledger, object) !== null) return openOwn(this.#parts, object)
    return this.#openOther(object, ref, wait)
  }

  /**
   * Returns an object that was opened before, from this home alone; null if it is not stored here.
   * @throws ALTERED if the stored blocks no longer match the ref
   */
  async findOpened(object: Uint8Array): Promise<OpenedObject | null> {
    const { store, ledger } = this.#parts
    const kept = store.findKept(ledger, object)
    if (kept === null) return null
    const blocks = await store.readBlocks(kept.ref, 0)
    return blocks === null ? null : store.open(kept.ref, blocks, kept.contentKey)
  }

  async #openOther(object: Uint8Array, ref: Ref, wait: Wait): Promise<OpenedObject> {
    const { store, ledger, inbox } = this.#parts
    const kept = store.findKept(ledger, object)
    if (kept !== null) return this.#readKept(object, kept.ref, kept.contentKey, wait)
    const known = await this.#findReceived(object, ref, wait)
    this.#checkAuthor(known?.author ?? ref.person, ref.device, known)
    const received = known ?? (await this.#awaitNotice(object, ref, wait))
    const { notice } = received
    try {
      if (isWithdrawn(received)) return await this.#askAgain(received, wait)
      if (notice.mode === 'open') return await this.#openOpen(received, wait)
      return await this.#openControlled(object, received, wait)
    } catch (error) {
      if (isEngineError(error, 'ALTERED')) this.#countAltered(notice.ref)
      // The author may have recalled the object during the wait, and then their own RECALLED or
      // EXPIRED is the better answer.
      if (isEngineError(error) && (AWAY.has(error.code) || error.details.by === 'stations'))
        throwIfWithdrawn(inbox.find(ledger, object))
      throw error
    }
  }

  /** Finds the object by its notice, or by the notice in the archive of its author. */
  async #findReceived(object: Uint8Array, ref: Ref, { waitMs }: Wait): Promise<ReceivedLetter | null> {
    const { ledger, inbox, followed } = this.#parts
    const received = inbox.find(ledger, object)
    if (received !== null || !(await followed.fileListed(ref, waitMs))) return received
    return inbox.find(ledger, object)
  }

  /**
   * Waits for the notice of the object. Without a notice no key is requested, because only the
   * notice says whether the object is open, and a request for an open object would tell the
   * releaser that it is read. Reads the feeds of the author first.
   * @throws AUTHOR_AWAY, UNREACHABLE, NOT_A_READER
   */
  async #awaitNotice(object: Uint8Array, ref: Ref, wait: Wait): Promise<ReceivedLetter> {
    const { addressBook, ledger, feeds, inbox } = this.#parts
    const device = addressBook.devices.currentDevice(ledger, ref.person, ref.device)
    await reachDevice(this.#parts, device, wait)
    feeds.catchUp(ref.person)
    const find = (): ReceivedLetter | null => inbox.find(ledger, object)
    await untilCommitted(ledger, () => find() !== null, Math.min(wait.waitMs, NOTICE_MS), wait.signal)
    const received = find()
    if (received !== null) return received
    // After a shorter wait the notice may still be on its way.
    if (wait.waitMs < NOTICE_MS) throw new EngineError('UNREACHABLE', 'Its notice has not arrived yet.')
    throw refusal('NOT_A_READER')
  }

  /** @throws REWRITTEN if the core was rewritten, which explains the alteration better */
  #countAltered(ref: Ref): void {
    this.#parts.badInput.count('object-altered', ref.device)
    checkRewritten(this.#parts, ref)
  }

  #checkAuthor(author: Uint8Array, device: Uint8Array, received: ReceivedLetter | null): void {
    const { addressBook, identity, ledger } = this.#parts
    refuseBlocked(this.#parts, ledger, author)
    if (received !== null) return
    if (equalBytes(author, identity.person))
      throw new EngineError('NOT_FOUND', 'There is no such letter here.')
    // A ref only hints at its author. Without this check anyone could show own words under the name
    // of another person.
    const isContact = addressBook.find(ledger, author) !== null
    const isTheirs = isContact && this.#parts.hadDevice(ledger, author, device)
    if (!isTheirs) throw refusal('NOT_A_READER')
  }

  /**
   * Reads an object that was opened before. It is verified at every read, and fetched again if its
   * blocks are missing.
   */
  async #readKept(object: Uint8Array, ref: Ref, contentKey: Uint8Array, wait: Wait): Promise<OpenedObject> {
    const here = await this.findOpened(object)
    if (here !== null) return here
    const isSource = sourcesOf(this.#parts, object, ref.person)
    const blocks = await fetchBlocks(this.#parts, ref, isSource, wait, contentKey)
    return this.#parts.store.open(ref, blocks, contentKey)
  }

  /**
   * Opens an object whose key is in its notice. The author or any fellow reader may supply the
   * ciphertext, and the author does not learn that it was read.
   */
  async #openOpen(received: ReceivedLetter, wait: Wait): Promise<OpenedObject> {
    const { notice, object } = received
    const { inbox, ledger } = this.#parts
    const contentKey = inbox.openGrant(ledger, notice)!
    const isSource = sourcesOf(this.#parts, object, notice.ref.person)
    const blocks = await fetchBlocks(this.#parts, notice.ref, isSource, wait, contentKey)
    return this.#keep(notice.ref, blocks, contentKey, received, null)
  }

  async #openControlled(object: Uint8Array, received: ReceivedLetter, wait: Wait): Promise<OpenedObject> {
    const { addressBook, ledger } = this.#parts
    if (isGated(received)) return this.#openGated(received, wait)
    const { ref, releaser: named } = received.notice
    const releaser = addressBook.devices.currentDevice(ledger, ref.person, named.device)
    const peer = await reachDevice(this.#parts, releaser, wait)
    const asked = await askForLetter(this.#parts, peer, received, wait)
    if ('refusal' in asked) throw await this.#refused(object, asked.refusal)
    return this.#keep(ref, asked.blocks, asked.contentKey, received, asked.evidence)
  }

  /** Opens an object that stations can release, so that its author may be away. */
  async #openGated(letter: GatedLetter, wait: Wait): Promise<OpenedObject> {
    const { ref, gate } = letter.notice
    const { clock } = this.#parts
    const deadline = clock.monotonicMs() + wait.waitMs
    const blocks = await fetchBlocks(this.#parts, ref, isAmong([ref.person]), wait).catch(
      (error: unknown) => {
        throw isEngineError(error, 'AUTHOR_AWAY') ? keepersAway(gate, 0, wait.waitMs) : error
      },
    )
    const waitMs = Math.max(MIN_KEY_MS, deadline - clock.monotonicMs())
    const asked = await askHomeAndKeepers(this.#parts, letter, { ...wait, waitMs })
    if ('stations' in asked) throw refusedByStations(asked.refusal, asked.stations)
    if ('refusal' in asked) throw await this.#refused(letter.object, asked.refusal)
    return this.#keep(ref, blocks, asked.contentKey, letter, asked.evidence)
  }

  /**
   * Asks the connected device of an author about a letter that has ended, as far as is known here.
   * The author may have given it again, and that notice can still be on its way.
   * @throws RECALLED, EXPIRED
   */
  async #askAgain(received: ReceivedLetter, wait: Wait): Promise<OpenedObject> {
    const { object, notice } = received
    const peer = this.#parts.peers.find(currentDevice(this.#parts, { ...notice.ref, ...notice.releaser }))
    if (notice.gate === null || peer === null) throw withdrawal(received)
    const asked = await askForRelease(this.#parts, peer, object, wait.waitMs)
    // A home that was restored from a backup knows no letter that was sent after it.
    if ('refusal' in asked && asked.refusal === 'NOT_A_READER') throw withdrawal(received)
    if ('refusal' in asked) throw await this.#refused(object, asked.refusal)
    const blocks = await fetchBlocks(this.#parts, notice.ref, isAmong([notice.ref.person]), wait)
    return this.#keep(notice.ref, blocks, asked.contentKey, received, asked.evidence)
  }

  /**
   * Remembers a final refusal of the author's device, so that it is known offline too. A hold is not
   * remembered, because the record that ends it may already be here. What stations say is never
   * remembered: all of them may lie.
   */
  async #refused(object: Uint8Array, status: RefusalCode): Promise<EngineError> {
    const { ledger, inbox, clock } = this.#parts
    const withdrawn = FINAL_REFUSALS[status]
    if (withdrawn !== undefined)
      await ledger.write((tx) => inbox.markWithdrawn(tx, object, withdrawn, clock.now()))
    return refusal(status)
  }

  /** Keeps the object after three checks: both commitments, and the notice against the header. */
  async #keep(
    ref: Ref,
    blocks: Uint8Array[],
    contentKey: Uint8Array,
    { notice, arrivedAt }: ReceivedLetter,
    evidence: readonly Uint8Array[] | null,
  ): Promise<OpenedObject> {
    const { store, ledger, inbox, clock, identity, kinds } = this.#parts
    const opened = await store.open(ref, blocks, contentKey)
    checkNotice(notice, opened.header, blocks, identity.person)
    if (isTextTooLong(opened)) throw new EngineError('TOO_LARGE', 'Its text is longer than any letter.')
    const now = clock.now()
    await ledger.write((tx) => {
      if (hasWords(notice)) store.keepTold(tx, objectId(ref), { contentKey, at: now })
      else store.keep(tx, ref, { contentKey, header: opened.header, at: now })
      inbox.markOpened(tx, objectId(ref), now, evidence === null ? null : encodeReleases([...evidence]))
      forgetCollected(tx, objectId(ref))
      const attachments = locateAttached(attachmentsOf(opened.header, ref.person), opened.header, notice)
      const from = { author: ref.person, at: orderedAt(opened.header.at, arrivedAt) }
      keepAttached(tx, objectId(ref), attachments, { ...from, holder: identity.person })
      keepWithin(tx, objectId(ref), opened.header, from)
      allowOthers(tx, this.#parts, notice, opened.header, [ref, ...attachments.map((one) => one.ref)])
      kinds[opened.header.kind].onKept?.(tx, opened.header)
      touch(tx, objectId(ref))
    })
    return opened
  }
}

/** How long the key is waited for, however long the blocks took. */
const MIN_KEY_MS = 1_000

/** The codes of an opening that failed because nobody could be reached. */
const AWAY: ReadonlySet<ErrorCode> = new Set(['UNREACHABLE', 'AUTHOR_AWAY', 'KEEPERS_AWAY'])

/** How long to wait for a notice once the device of its author is connected. */
const NOTICE_MS = 3_000

const REFUSALS = {
  NOT_A_READER: 'You are not a reader of this.',
  RECALLED: 'Its author has recalled it.',
  HELD: 'Its author is holding it back.',
  NOT_YET: 'It cannot be opened yet.',
  EXPIRED: 'It has expired.',
  QUOTA: 'Too many letters were asked for today.',
} as const

type RefusalCode = keyof typeof REFUSALS

const FINAL_REFUSALS: Partial<Record<RefusalCode, 'recalled' | 'expired'>> = {
  RECALLED: 'recalled',
  EXPIRED: 'expired',
}

function refusal(code: RefusalCode): EngineError {
  return new EngineError(code, REFUSALS[code])
}

/** `details.by` distinguishes what stations say from what the author says. */
function refusedByStations(code: KeeperRefusal, { said, of }: { said: number; of: number }): EngineError {
  const text = `${said} of the author’s ${of} stations say: ${REFUSALS[code]} Only its author can confirm that.`
  return new EngineError(code, text, { details: { by: 'stations', said, of } })
}

function isWithdrawn({ withdrawn }: ReceivedLetter): boolean {
  return withdrawn === 'recalled' || withdrawn === 'expired'
}

function withdrawal({ withdrawn }: ReceivedLetter): EngineError {
  return refusal(withdrawn === 'recalled' ? 'RECALLED' : 'EXPIRED')
}

/** @throws RECALLED, EXPIRED */
function throwIfWithdrawn(received: ReceivedLetter | null): void {
  if (received !== null && isWithdrawn(received)) throw withdrawal(received)
}
