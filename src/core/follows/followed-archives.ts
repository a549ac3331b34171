// Looks up what a followed author has published: a page of their archive, or the one post that a
// ref names.
// Between replicate and receive. A post found here is filed when it is opened, and is not shown as
// new.
import type {
  AnnouncedArchive,
  ArchiveEntry,
  ArchivePage,
  ArchiveQuery,
  ForeignArchive,
} from '../public-archive/index.ts'
import { MalformedRecord, orderedAt } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Notice } from '../feeds/index.ts'
import { keepVersion, type DeliveryParts } from '../delivery/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import { findSeen, keepSeen, readEntryNotice } from './archive-seen.ts'
import { findFollowed, type FollowedRow } from './followed-row.ts'
import { reachPublicCore } from './reach-public-core.ts'

interface Parts {
  letters: DeliveryParts
  foreignArchive: ForeignArchive
}

export class FollowedArchives {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Returns a page of a followed author's archive; its posts can then be opened by their refs.
   * @throws NOT_FOUND, AUTHOR_AWAY, ALTERED, NO_SPACE
   */
  async page(person: Uint8Array, query: ArchiveQuery, waitMs: number): Promise<ArchivePage> {
    const { letters, foreignArchive } = this.#parts
    const row = findFollowed(letters.ledger, person)
    if (row === null) throw new EngineError('NOT_FOUND', 'You do not follow this person.')
    const page = await this.#inArchive(row, waitMs, (archive, leftMs) =>
      foreignArchive.page(archive, query, leftMs),
    )
    const entries = page.entries.filter((entry) => this.#findNotice(entry, row) !== null)
    await letters.ledger.write((tx) => keepSeen(tx, person, entries, letters.clock.now()))
    return { ...page, entries }
  }

  /** @see FollowedAuthors.fileListed */
  async fileListed(ref: Ref, waitMs: number): Promise<boolean> {
    const { ledger, inbox, clock } = this.#parts.letters
    const object = objectId(ref)
    const author = findFollowed(ledger, ref.person)
    if (author === null) return false
    const notice = findSeen(ledger, object) ?? (await this.#lookUp(author, object, waitMs))
    const row = notice === null ? null : findFollowed(ledger, ref.person)
    if (notice === null || row === null) return false
    const { person, device, core } = row
    await ledger.write((tx) => {
      const source = { person, device, core, position: 0, audience: { kind: 'public' } } as const
      inbox.receiveNotice(tx, source, notice, { isNews: false })
      const at = orderedAt(notice.at, clock.now())
      keepVersion(tx, { object, author: person, replaces: notice.replaces, at })
    })
    return true
  }

  async #lookUp(author: FollowedRow, object: Uint8Array, waitMs: number): Promise<Notice | null> {
    const { addressBook, ledger } = this.#parts.letters
    // The ref may name a letter of a contact; do not wait for an archive that they may never
    // announce.
    if (author.archiveCore === null && addressBook.find(ledger, author.person) !== null) return null
    const entry = await this.#inArchive(author, waitMs, (archive, leftMs) =>
      this.#parts.foreignArchive.find(archive, object, leftMs),
    )
    return entry === null ? null : this.#findNotice(entry, author)
  }

  /** Asks every connected peer for the archive while it is read, and the stations of an absent author. */
  async #inArchive<T>(
    author: FollowedRow,
    waitMs: number,
    read: (archive: AnnouncedArchive, leftMs: number) => Promise<T>,
  ): Promise<T> {
    const { letters } = this.#parts
    const deadline = letters.clock.monotonicMs() + waitMs
    const archive = await this.#findArchive(author, waitMs)
    const { person, device } = author
    const leftMs = (): number => Math.max(0, deadline - letters.clock.monotonicMs())
    const stop = await reachPublicCore(letters, { core: archive.core, person, device }, leftMs())
    try {
      return await read({ ...archive, device }, leftMs())
    } finally {
      stop()
    }
  }

  /** Null if the entry is not its author's own; it is counted as bad input. */
  #findNotice(entry: ArchiveEntry, author: FollowedRow): Notice | null {
    const { ledger, hadDevice } = this.#parts.letters
    const { person, device } = author
    try {
      return readEntryNotice(entry, { person, device, hadDevice: (one) => hadDevice(ledger, person, one) })
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#parts.letters.badInput.countRefused('archive-entry', error, author.device)
      return null
    }
  }

  /**
   * Returns the archive that the author's feed names; waits for that record. @throws AUTHOR_AWAY
   */
  async #findArchive({ person }: FollowedRow, waitMs: number): Promise<{ core: Uint8Array; length: number }> {
    const { ledger } = this.#parts.letters
    const look = (): { core: Uint8Array; length: number } | null => {
      const row = findFollowed(ledger, person)
      const core = row?.archiveCore ?? null
      return row === null || core === null ? null : { core, length: row.archiveLength }
    }
    const here = look()
    if (here !== null || waitMs <= 0) return orAway(here, waitMs)
    let stop = (): void => undefined
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs)
      stop = ledger.onCommit(() => {
        if (look() !== null) resolve()
      })
    })
    clearTimeout(timer)
    stop()
    return orAway(look(), waitMs)
  }
}

function orAway<T>(archive: T | null, waitedMs: number): T {
  if (archive !== null) return archive
  throw new EngineError('AUTHOR_AWAY', 'No peer that has their posts is connected.', {
    details: { waitedMs },
  })
}
