// The own public feed: unsealed records in a core whose key anyone can compute, and the archive
// behind it.
// notify for public posts: the transaction that makes a notice due writes it to the feed and the
// archive rows. The archive's length follows.
import { OwnArchive } from '../public-archive/index.ts'
import { Emitter, Pump, equalBytes, silentLog, type Log } from '../base/index.ts'
import { findCoreMark, type OwnCores } from '../cores/index.ts'
import { feedRecordForm, keepToldWords, noticeForm, type FeedRecord, type Notice } from '../feeds/index.ts'
import { readShownCard, type Identity } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { factsOf, objectId, type ObjectStore, type Ref } from '../store/index.ts'
import type { PublicCores } from './public-cores.ts'
import { publicNamespace } from './public-names.ts'

interface Parts {
  ledger: Ledger
  ownCores: OwnCores
  identity: Identity
  store: ObjectStore
  publicCores: PublicCores
  log?: Log
}

interface Row {
  generation: number
  core: Uint8Array
  cardPosition: number
  archiveCore: Uint8Array | null
  archiveLength: number
}

const COLUMNS = `
  generation, core, card_position AS cardPosition, archive_core AS archiveCore,
  archive_length AS archiveLength`

/** New followers read only the last records and must find a card among them. */
const CARD_EVERY = 64
const RETRY_MS = 30_000

export class PublicFeed {
  /** `begun`: there is a feed that others can replicate. */
  readonly events = new Emitter<{ begun: undefined }>()
  readonly archive: OwnArchive
  readonly #parts: Parts
  readonly #log: Log
  #isDirty = false
  #isBegun: boolean
  readonly #pump: Pump
  #stop: (() => void)[] = []

  constructor(parts: Parts) {
    this.#parts = parts
    this.#log = parts.log ?? silentLog
    this.archive = new OwnArchive(parts)
    const report = { log: this.#log, failed: 'public-feed-behind', retryMs: RETRY_MS }
    // It fails most likely because the disk is full.
    this.#pump = new Pump(() => this.#sync(), report)
    this.#isBegun = this.find(parts.ledger) !== null
    if (parts.ledger.isDamaged) return
    this.#stop = [
      parts.ledger.onCommit(() => this.#onCommit()),
      parts.ownCores.events.on('frozen', ({ core }) => void this.#succeed(core).catch(this.#report)),
    ]
  }

  /** Continues what a crash interrupted: a frozen core, an archive that is behind its rows. */
  start(): void {
    const row = this.find(this.#parts.ledger)
    if (row === null) return
    void this.#succeed(row.core).catch(this.#report)
    this.#pump.wake()
  }

  find(rows: Rows): Row | null {
    return rows.get<Row>(`SELECT ${COLUMNS} FROM public_feed`) ?? null
  }

  /** The feed with its length. Null before the first post. */
  feedOf(rows: Rows): { core: Uint8Array; length: number } | null {
    const row = this.find(rows)
    return row === null ? null : { core: row.core, length: findCoreMark(rows, row.core) ?? 0 }
  }

  /**
   * Appends a record to the feed, and a notice also to the archive. The first record creates the
   * feed.
   */
  append(tx: Transaction, record: FeedRecord): void {
    const row = this.find(tx) ?? this.#begin(tx, 0)
    if (record.type === 'notice') this.#list(tx, record.notice)
    const position = this.#write(tx, row.core, record)
    if (position - row.cardPosition >= CARD_EVERY) this.#appendCard(tx, row.core, false)
  }

  /** Removes a post from the archive. The core of a large post is no longer given to any peer. */
  withdraw(tx: Transaction, object: Uint8Array): void {
    this.archive.remove(tx, object)
    const ref = this.#parts.store.findPublicRef(tx, object)
    if (ref !== null && ref.chunkCount > 1) this.#parts.publicCores.forbid(tx, ref.core)
    this.#isDirty = true
  }

  /** True if new followers find the post in the archive. */
  isListed(rows: Rows, object: Uint8Array): boolean {
    return this.archive.find(rows, object) !== null
  }

  /** @param ref a ref into a core of this device or of an earlier one */
  allowCore(tx: Transaction, { core, device }: Pick<Ref, 'core' | 'device'>): void {
    const { publicCores, identity } = this.#parts
    if (publicCores.isOwn(core)) publicCores.allowOwn(tx, core, identity.person, identity.device.publicKey)
    else publicCores.allowForeign(tx, core, identity.person, device)
  }

  /** Adds a post to the archive only; the current followers got its notice earlier. */
  listAgain(tx: Transaction, notice: Notice): void {
    if (this.find(tx) === null) this.#begin(tx, 0)
    this.#list(tx, notice)
  }

  forbidCore(tx: Transaction, core: Uint8Array): void {
    this.#parts.publicCores.forbid(tx, core)
  }

  /** Sends a changed name or picture to followers. Before there is a feed, nobody follows. */
  changeCard(tx: Transaction): void {
    const row = this.find(tx)
    if (row !== null) this.#appendCard(tx, row.core, true)
  }

  #begin(tx: Transaction, generation: number): Row {
    const { ownCores, identity } = this.#parts
    const namespace = publicNamespace(identity.person, identity.device.publicKey, generation)
    const core = ownCores.create(tx, 'feed', namespace)
    tx.run(
      `INSERT INTO public_feed (one, generation, core, card_position) VALUES (0, ?, ?, 0)
       ON CONFLICT DO UPDATE SET generation = excluded.generation, core = excluded.core`,
      generation,
      core,
    )
    this.allowCore(tx, { core, device: identity.device.publicKey })
    this.#appendCard(tx, core, true)
    return this.find(tx)!
  }

  #appendCard(tx: Transaction, core: Uint8Array, withPicture: boolean): void {
    const { picture, cardBytes } = readShownCard(tx)
    if (withPicture && picture !== null) this.#write(tx, core, { type: 'picture', bytes: picture })
    const position = this.#write(tx, core, { type: 'card', card: cardBytes })
    tx.run('UPDATE public_feed SET card_position = ?', position)
  }

  #write(tx: Transaction, core: Uint8Array, record: FeedRecord): number {
    const position = this.#parts.ownCores.append(tx, core, () => feedRecordForm.encode(record))
    keepToldWords(tx, record, core, position)
    return position
  }

  /** The archive keeps album parts apart from posts, for later followers. */
  #list(tx: Transaction, notice: Notice): void {
    const object = objectId(notice.ref)
    const header = this.#parts.store.findOwn(tx, object)?.header
    const entry = {
      object,
      at: notice.at,
      tags: header?.tags ?? [],
      title: header?.title ?? notice.title ?? '',
      replaces: notice.replaces === null ? null : objectId(notice.replaces),
      notice: noticeForm.encode(notice),
    }
    if (factsOf(notice.kind).isPost) this.archive.put(tx, entry)
    else this.archive.putPart(tx, entry)
    this.#isDirty = true
  }

  #onCommit(): void {
    if (!this.#isBegun && this.find(this.#parts.ledger) !== null) {
      this.#isBegun = true
      this.events.emit('begun', undefined)
    }
    if (!this.#isDirty) return
    this.#isDirty = false
    this.#pump.wake()
  }

  /** Brings the archive on disk up to its rows, then announces its length once. */
  async #sync(): Promise<void> {
    await this.archive.sync()
    const { mark } = this.archive
    const row = this.find(this.#parts.ledger)
    if (mark === null || row === null || isAnnounced(row, mark)) return
    await this.#parts.ledger.write((tx) => {
      this.allowCore(tx, { core: mark.core, device: this.#parts.identity.device.publicKey })
      tx.run('UPDATE public_feed SET archive_core = ?, archive_length = ?', mark.core, mark.length)
      this.append(tx, { type: 'archive', ...mark })
    })
  }

  /** Continues the feed in its next generation. Followers look there without being notified. */
  async #succeed(core: Uint8Array): Promise<void> {
    const { ledger, ownCores } = this.#parts
    const row = this.find(ledger)
    if (row === null || !equalBytes(row.core, core) || !ownCores.isFrozen(core)) return
    await ledger.write((tx) => {
      if (!equalBytes(this.find(tx)!.core, core)) return
      const next = this.#begin(tx, row.generation + 1)
      for (const { block } of ownCores.removeLost(tx, core)) ownCores.append(tx, next.core, () => block)
    })
    this.events.emit('begun', undefined)
  }

  readonly #report = (error: unknown): void =>
    this.#log.warn('public-feed-behind', { message: String(error) })

  async close(): Promise<void> {
    for (const stop of this.#stop.splice(0)) stop()
    await this.archive.close()
    await this.#pump.close()
  }
}

function isAnnounced(row: Row, mark: { core: Uint8Array; length: number }): boolean {
  return (
    row.archiveCore !== null && row.archiveLength === mark.length && equalBytes(row.archiveCore, mark.core)
  )
}
