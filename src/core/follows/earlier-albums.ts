// Takes album parts that an author published before they were followed out of the archive and files
// their notices like new ones.
// Between replicate and receive, once per author. Only notices are fetched; pictures are fetched
// when an album is opened.
import type { ArchiveEntry, ArchivePage, ArchivePosition, ForeignArchive } from '../public-archive/index.ts'
import { MalformedRecord, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { fileNotice, type DeliveryParts } from '../delivery/index.ts'
import { readEntryNotice } from './archive-seen.ts'
import { findFollowed, listFollowed, type FollowedRow } from './followed-row.ts'
import { reachPublicCore } from './reach-public-core.ts'
import { factsOf } from '../store/index.ts'

interface Parts {
  letters: DeliveryParts
  foreignArchive: ForeignArchive
}

/** Per author, the latest parts first. 2,000 parts hold 200,000 pictures. */
const MAX_PARTS = 2000
const AT_ONCE = 100
const WAIT_MS = 15_000

export class EarlierAlbums {
  readonly #parts: Parts
  readonly #taking = new Set<string>()
  #isClosed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Asks each author whose albums are still missing. It asks an author who is away again when they
   * connect.
   */
  fetchAll(): void {
    for (const row of listFollowed(this.#parts.letters.ledger)) this.fetchSoon(row.person)
  }

  fetchSoon(person: Uint8Array): void {
    const id = toHex(person)
    const { ledger, addressBook } = this.#parts.letters
    const row = findFollowed(ledger, person)
    if (addressBook.isBlockedPerson(ledger, person)) return
    if (row === null || row.hasAlbums || row.archiveCore === null) return
    if (this.#isClosed || this.#taking.has(id)) return
    this.#taking.add(id)
    this.#fetch(row, { core: row.archiveCore, length: row.archiveLength })
      .catch((error: unknown) =>
        this.#parts.letters.log.debug('earlier-albums-not-taken', { message: String(error) }),
      )
      .finally(() => this.#taking.delete(id))
  }

  async #fetch(row: FollowedRow, archive: { core: Uint8Array; length: number }): Promise<void> {
    const { letters } = this.#parts
    const { person, device } = row
    const stop = await reachPublicCore(letters, { core: archive.core, person, device }, WAIT_MS)
    try {
      await this.#fetchPages(row, { ...archive, device: row.device })
    } catch (error) {
      // A core that is no archive does not become one later; the author's feed names any later
      // archive.
      if (!isEngineError(error, 'ALTERED')) throw error
    } finally {
      stop()
    }
    await letters.ledger.write((tx) =>
      tx.run('UPDATE follows SET has_albums = 1 WHERE person = ? AND since = ?', row.person, row.since),
    )
  }

  async #fetchPages(row: FollowedRow, archive: Parameters<ForeignArchive['parts']>[0]): Promise<void> {
    let before: ArchivePosition | null = null
    for (let taken = 0; taken < MAX_PARTS && !this.#isClosed; taken += AT_ONCE) {
      const page: Pick<ArchivePage, 'entries' | 'next'> = await this.#parts.foreignArchive.parts(
        archive,
        { before, limit: AT_ONCE },
        WAIT_MS,
      )
      await this.#file(row, page.entries)
      if (page.next === null) return
      before = page.next
    }
  }

  async #file({ person, device, core, since }: FollowedRow, entries: readonly ArchiveEntry[]): Promise<void> {
    const { letters } = this.#parts
    const source = { person, device, core, position: 0, audience: { kind: 'public' as const } }
    await letters.ledger.write((tx) => {
      if (findFollowed(tx, person)?.since !== since) return
      if (letters.addressBook.isBlockedPerson(tx, person)) return
      for (const entry of entries) {
        try {
          const hadDevice = (one: Uint8Array): boolean => letters.hadDevice(tx, person, one)
          const notice = readEntryNotice(entry, { person, device, hadDevice })
          if (factsOf(notice.kind).isPost) throw new MalformedRecord('an archive part that is a post')
          fileNotice(tx, letters, source, notice)
        } catch (error) {
          if (!(error instanceof MalformedRecord)) throw error
          letters.badInput.countRefused('archive-entry', error, device)
        }
      }
    })
  }

  close(): void {
    this.#isClosed = true
  }
}
