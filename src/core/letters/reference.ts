// reference: the reader's act. Fetch the ciphertext, obtain the key, check both commitments, then keep it for good.
// Nothing but this releases a letter: a thread, a reply or a preview shows only what is already open.
import {
  checkAnswer,
  createReleaseRequest,
  decodeReleaseAnswer,
  encodeReleaseRequest,
  type ReleaseAnswerRecord,
} from '../access/index.ts'
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { noticeTitle, type Notice } from '../feeds/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Peer } from '../network/index.ts'
import { linkTo, objectId, type ObjectHeader, type OpenedObject, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { openOwnLetter } from './author-acts.ts'
import type { LetterParts } from './parts.ts'

/** How long a connected author may take for one answer. */
const MAX_ANSWER_MS = 10_000
/** Less than this nobody can mean who is willing to ask at all. */
const MIN_ANSWER_MS = 1000

function answerTimeoutMs(waitMs: number): number {
  return Math.max(MIN_ANSWER_MS, Math.min(waitMs, MAX_ANSWER_MS))
}

interface Wait {
  waitMs: number
  signal?: AbortSignal
}

export class Reference {
  readonly #parts: LetterParts
  readonly #opening = new Map<string, Promise<OpenedObject>>()

  constructor(parts: LetterParts) {
    this.#parts = parts
  }

  /**
   * The letter behind a ref: own, already opened, or opened now.
   * @throws NOT_A_READER, HELD, NOT_YET, RECALLED, EXPIRED, QUOTA, AUTHOR_AWAY, UNREACHABLE, ALTERED, REWRITTEN, BLOCKED
   */
  async open(ref: Ref, wait: Wait): Promise<OpenedObject> {
    const object = objectId(ref)
    const { store, ledger } = this.#parts
    if (store.findOwn(ledger, object) !== null) return openOwnLetter(this.#parts, object)
    const id = toHex(object)
    const running = this.#opening.get(id)
    if (running !== undefined) return running
    const opening = this.#openOther(object, ref, wait).finally(() => this.#opening.delete(id))
    this.#opening.set(id, opening)
    return opening
  }

  /** What is here without asking anybody, or null. @throws ALTERED when it is not what it was any more */
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
    const received = inbox.find(ledger, object)
    this.#checkAuthor(received?.author ?? ref.person, ref.device, received)
    if (received?.withdrawn === 'recalled') throw refusal('RECALLED')
    if (received?.withdrawn === 'expired') throw refusal('EXPIRED')
    const named = received?.notice.ref ?? ref
    try {
      if (received?.notice.mode === 'open') return await this.#openOpen(received, wait)
      return await this.#openControlled(object, named, received, wait)
    } catch (error) {
      if (isEngineError(error, 'ALTERED')) this.#countAltered(named)
      throw error
    }
  }

  /** @throws REWRITTEN when that is the better name for it */
  #countAltered(ref: Ref): void {
    this.#parts.badInput.count('object-altered', ref.device)
    this.#checkRewritten(ref)
  }

  #checkAuthor(author: Uint8Array, device: Uint8Array, received: ReceivedLetter | null): void {
    const contact = this.#parts.addressBook.find(this.#parts.ledger, author)
    if (contact?.isBlocked === true) throw new EngineError('BLOCKED', 'You have blocked its author.')
    if (received !== null) return
    // A ref names its author only as a hint: whoever makes one up could show their own words under another's name.
    const isTheirDevice =
      contact?.card.devices.devices.some(({ device: one }) => equalBytes(one, device)) === true
    if (!isTheirDevice) throw refusal('NOT_A_READER')
  }

  /** Opened before: verified again at every reading, and fetched again should the blocks be gone. */
  async #readKept(object: Uint8Array, ref: Ref, contentKey: Uint8Array, wait: Wait): Promise<OpenedObject> {
    const here = await this.findOpened(object)
    if (here !== null) return here
    const blocks = await this.#fetch(ref, this.#readersOf(object, ref), wait)
    return this.#parts.store.open(ref, blocks, contentKey)
  }

  /** The key lies in the notice: the ciphertext may come from the author or any fellow reader, and nobody is told. */
  async #openOpen(received: ReceivedLetter, wait: Wait): Promise<OpenedObject> {
    const { notice, object } = received
    const blocks = await this.#fetch(notice.ref, this.#readersOf(object, notice.ref), wait)
    const contentKey = this.#parts.identity.openSealed(notice.boxNumber, notice.grant!)!
    return this.#keep(notice.ref, blocks, contentKey, received, null)
  }

  async #openControlled(
    object: Uint8Array,
    ref: Ref,
    received: ReceivedLetter | null,
    wait: Wait,
  ): Promise<OpenedObject> {
    const releaser = received?.notice.releaser.device ?? ref.device
    const peer = await this.#reach(releaser, wait)
    // The ciphertext first: a key that was released for nothing would still count as opened.
    const blocks = received === null ? null : await this.#fetch(ref, [ref.person], wait)
    const answer = await this.#ask(peer, object, wait)
    if (answer.status !== 'released') throw await this.#refused(object, answer.status)
    const contentKey = this.#openGrant(object, answer, releaser, peer)
    const fetched = blocks ?? (await this.#fetch(ref, [ref.person], wait))
    return this.#keep(ref, fetched, contentKey, received, answer.record)
  }

  async #reach(device: Uint8Array, { waitMs, signal }: Wait): Promise<Peer> {
    const peer = await this.#parts.peers.waitFor(device, waitMs, signal)
    if (signal?.aborted === true) throw new EngineError('CANCELLED', 'Opening was cancelled.')
    if (peer === null || peer.person === null) {
      throw new EngineError('AUTHOR_AWAY', 'Its author is away.', { details: { waitedMs: waitMs } })
    }
    return peer
  }

  async #ask(peer: Peer, object: Uint8Array, { waitMs }: Wait): Promise<ReleaseAnswerRecord> {
    const bytes = await this.#request(peer, object, waitMs)
    if (bytes === null) throw new EngineError('UNREACHABLE', 'Its author’s device did not answer.')
    try {
      return decodeReleaseAnswer(bytes)
    } catch (cause) {
      this.#parts.badInput.count('release-answer', peer.device)
      throw new EngineError('UNREACHABLE', 'Its author’s device answered nonsense.', { cause })
    }
  }

  /** Asked once more on the next wire when this one was cut: the same request is answered the same again. */
  async #request(peer: Peer, object: Uint8Array, waitMs: number): Promise<Uint8Array | null> {
    const { clock, identity, peers } = this.#parts
    const deadline = clock.monotonicMs() + answerTimeoutMs(waitMs)
    let asked: Peer | null = peer
    while (asked !== null) {
      const request = createReleaseRequest(object, asked.handshakeHash, identity.device)
      const bytes = await asked.request(
        'release',
        encodeReleaseRequest(request),
        Math.max(1, deadline - clock.monotonicMs()),
      )
      if (bytes !== null || asked.isOpen || clock.monotonicMs() >= deadline) return bytes
      asked = await peers.waitFor(peer.device, deadline - clock.monotonicMs())
    }
    return null
  }

  #openGrant(
    object: Uint8Array,
    answer: Extract<ReleaseAnswerRecord, { status: 'released' }>,
    releaser: Uint8Array,
    peer: Peer,
  ): Uint8Array {
    const { identity, badInput } = this.#parts
    try {
      checkAnswer(answer.record, { objectId: object, person: identity.person, releaser })
    } catch (cause) {
      if (!(cause instanceof MalformedRecord)) throw cause
      badInput.count('release-record', peer.device)
      throw new EngineError('ALTERED', 'The release is not signed for this letter and reader.', {
        details: { evidence: 'release record' },
        cause,
      })
    }
    const contentKey = identity.openSealed(answer.boxNumber, answer.grant)
    if (contentKey?.byteLength !== 32) {
      badInput.count('release-grant', peer.device)
      throw new EngineError('ALTERED', 'The key handed over does not open for this reader.', {
        details: { evidence: 'grant' },
      })
    }
    return contentKey
  }

  /** A refusal is remembered where it is final, so that it is known offline too. A hold is not: its end may be here before this answer. */
  async #refused(
    object: Uint8Array,
    status: Exclude<ReleaseAnswerRecord['status'], 'released'>,
  ): Promise<EngineError> {
    const withdrawn = ({ RECALLED: 'recalled', EXPIRED: 'expired' } as const)[
      status as 'RECALLED' | 'EXPIRED'
    ]
    const { ledger, inbox, clock } = this.#parts
    if (withdrawn !== undefined)
      await ledger.write((tx) => inbox.markWithdrawn(tx, object, withdrawn, clock.now()))
    return refusal(status)
  }

  #readersOf(object: Uint8Array, ref: Ref): Uint8Array[] {
    const notice = this.#parts.inbox.find(this.#parts.ledger, object)?.notice
    return [ref.person, ...(notice?.to ?? [])]
  }

  /** From whoever of `persons` is connected; waits for the author when nobody is. @throws AUTHOR_AWAY, UNREACHABLE, REWRITTEN, ALTERED */
  async #fetch(ref: Ref, persons: Uint8Array[], wait: Wait): Promise<Uint8Array[]> {
    const { store, peers, replicate, foreignCores } = this.#parts
    const local = await store.readBlocks(ref, 0)
    if (local !== null) return local
    this.#checkRewritten(ref)
    const core = await foreignCores.take(ref.core)
    const present = peers
      .list()
      .filter(({ person }) => person !== null && persons.some((other) => equalBytes(other, person)))
    const sources = present.length > 0 ? present : [await this.#reach(ref.device, wait)]
    await this.#parts.ledger.write((tx) => {
      for (const { person } of sources) replicate.allowForeign(tx, ref.core, person!)
    })
    for (const peer of sources) peer.attach(core)
    // A wire that is cut meanwhile is followed by another, on which the fetch goes on.
    const stopFollowing = peers.events.on('connected', (peer) => {
      if (sources.some(({ device }) => equalBytes(device, peer.device))) peer.attach(core)
    })
    const blocks = await store.readBlocks(ref, answerTimeoutMs(wait.waitMs)).finally(stopFollowing)
    this.#checkRewritten(ref)
    if (blocks !== null) return blocks
    if (!sources.some(({ device }) => equalBytes(device, ref.device))) {
      throw new EngineError('AUTHOR_AWAY', 'Its author is away, and no fellow reader has it.', {
        details: { waitedMs: wait.waitMs },
      })
    }
    throw new EngineError('UNREACHABLE', 'Its author is connected but did not send it.')
  }

  #checkRewritten(ref: Ref): void {
    const row = this.#parts.ledger.get<{ length: number; fork: number }>(
      'SELECT length, fork FROM rewritten_cores WHERE core = ?',
      ref.core,
    )
    if (row === undefined) return
    throw new EngineError('REWRITTEN', 'Its author’s store was rewritten.', {
      details: { length: row.length, fork: row.fork },
    })
  }

  /** Both commitments are checked, notice and header compared, and only then is anything believed or kept. */
  async #keep(
    ref: Ref,
    blocks: Uint8Array[],
    contentKey: Uint8Array,
    received: ReceivedLetter | null,
    releaseRecord: Uint8Array | null,
  ): Promise<OpenedObject> {
    const { store, ledger, inbox, clock } = this.#parts
    const opened = store.open(ref, blocks, contentKey)
    const announced = received ?? inbox.find(ledger, objectId(ref))
    if (announced !== null) checkNotice(announced.notice, opened.header, blocks)
    const now = clock.now()
    await ledger.write((tx) => {
      store.keep(tx, ref, contentKey, opened.header, now)
      inbox.markOpened(tx, objectId(ref), now, releaseRecord)
      touch(tx, objectId(ref))
    })
    return opened
  }
}

/** A field that stands in notice and header must be equal in both. */
function checkNotice(notice: Notice, header: ObjectHeader, blocks: Uint8Array[]): void {
  const size = blocks.reduce((sum, block) => sum + block.byteLength, 0)
  if (isNoticeOf(notice, header) && notice.size === size) return
  throw new EngineError('ALTERED', 'The notice announced something else than the letter is.', {
    details: { evidence: 'notice and header differ' },
  })
}

export function isNoticeOf(notice: Notice, header: ObjectHeader): boolean {
  const reply = linkTo(header, 'reply')
  const isSameReply =
    reply === null
      ? notice.reply === null
      : notice.reply !== null && equalBytes(objectId(reply.ref), objectId(notice.reply))
  const isSameTo =
    notice.to.length === header.to.length && notice.to.every((person, i) => equalBytes(person, header.to[i]!))
  const isSameTitle = notice.title === null || notice.title === noticeTitle(header.title)
  return isSameReply && isSameTo && isSameTitle && notice.kind === header.kind && notice.at === header.at
}

const REFUSALS = {
  NOT_A_READER: 'There is nothing here for you.',
  RECALLED: 'Its author has recalled it.',
  HELD: 'Its author is holding it back.',
  NOT_YET: 'It cannot be opened yet.',
  EXPIRED: 'It could be opened until its time ran out.',
  QUOTA: 'Too many letters were asked for today.',
} as const

function refusal(code: keyof typeof REFUSALS): EngineError {
  return new EngineError(code, REFUSALS[code])
}
