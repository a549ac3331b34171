// One connection to a mail server: the port's methods in imapflow's.
import type { FetchQueryObject, ImapFlow } from 'imapflow'
import { EngineError } from '../../contract/errors.ts'
import type {
  FlagsOf,
  FolderChanges,
  FolderState,
  MailConnection,
  ServerAbilities,
  ServerFolder,
  ServerMail,
  ServerPart,
} from '../mail-server.ts'
import { parseUids } from '../uid-range.ts'
import type { FolderNews } from './folder-news.ts'
import { refusal } from './imap-error.ts'
import type { ImapTimes } from './imap-server.ts'
import type { ImapWire } from './imap-wire.ts'
import { LISTED_FIELDS, toFlags, toFolder, toMail, toStructure } from './mail-facts.ts'
import { findRange, findSections, queryOfRange, queryOfSections } from './sections.ts'

type Known = { uidValidity: number; modseq: string; uids: string }

/** The slowest line on which a mail is still sent to the server. */
const SLOW_BYTES_PER_MS = 8
const GOODBYE_MS = 2000

export class ImapConnection implements MailConnection {
  readonly abilities: ServerAbilities
  readonly #wire: ImapWire
  readonly #news: FolderNews
  readonly #times: ImapTimes

  constructor(wire: ImapWire, news: FolderNews, times: ImapTimes) {
    const { capabilities, enabled } = wire.client
    this.#wire = wire
    this.#news = news
    this.#times = times
    this.abilities = {
      qresync: enabled.has('QRESYNC'),
      condstore: enabled.has('CONDSTORE') || enabled.has('QRESYNC'),
      labels: capabilities.has('X-GM-EXT-1'),
      idle: capabilities.has('IDLE'),
    }
  }

  get #client(): ImapFlow {
    return this.#wire.client
  }

  listFolders(): Promise<ServerFolder[]> {
    return this.#wire.inTurn(() => this.#listFolders())
  }

  makeFolder(path: string): Promise<ServerFolder> {
    return this.#wire.inTurn(async () => {
      // Cyrus refuses to make a folder that it has, and not every server says why it refuses.
      const wanted = `${this.#client.namespace?.prefix ?? ''}${path}`
      const find = async (name: string): Promise<ServerFolder | undefined> =>
        (await this.#listFolders()).find((each) => each.path === name)
      const known = await find(wanted)
      if (known !== undefined) return known
      const made = await this.#wire.ask(() => this.#client.mailboxCreate(path))
      const folder = await find(made.path)
      if (folder === undefined) throw refusal(`no folder ${path} after CREATE`)
      return folder
    })
  }

  select(path: string, known?: Known): Promise<FolderState & { changes: FolderChanges | null }> {
    return this.#wire.inTurn(async () => {
      const isKnown = known !== undefined && this.abilities.qresync
      // What is left to say about another folder comes before its end, in the same answer. So this
      // folder is selected twice, and the second answer is about it alone.
      if (!isKnown || this.#wire.selected?.path !== path) await this.#open(path)
      const changes = isKnown ? await this.#openKnown(path, known) : null
      this.#news.forget()
      return { ...this.#state(), changes }
    })
  }

  listUids(): Promise<number[]> {
    return this.#wire.inTurn(() => this.#search({ all: true }))
  }

  async *listMails(uids: string, signal: AbortSignal): AsyncGenerator<ServerMail> {
    const query: FetchQueryObject = {
      uid: true,
      flags: true,
      internalDate: true,
      size: true,
      headers: LISTED_FIELDS,
      labels: this.abilities.labels,
    }
    for await (const row of this.#wire.rows(uids, query, signal)) {
      const mail = toMail(row, this.abilities.labels)
      if (mail !== null) yield mail
    }
  }

  findStructure(uid: number): Promise<ServerPart | null> {
    return this.#wire.inTurn(async () => {
      const query = { uid: true, bodyStructure: true }
      const row = await this.#wire.try(() => this.#client.fetchOne(`${uid}`, query, { uid: true }))
      if (row === false) throw new EngineError('GONE', `mail server: no mail ${uid}`)
      return row.bodyStructure === undefined ? null : toStructure(row.bodyStructure, '')
    })
  }

  listChanges(since: string | null, uids: string): Promise<FolderChanges> {
    if (since !== null && this.abilities.qresync)
      return this.#wire.inTurn(() => this.#changesByQresync(since, uids))
    return this.#wire.inTurn(() => this.#changesByFlags(this.abilities.condstore ? since : null, uids))
  }

  async *fetchWhole(uids: string, signal: AbortSignal): AsyncGenerator<{ uid: number; raw: Uint8Array }> {
    for await (const row of this.#wire.rows(uids, { uid: true, source: true }, signal)) {
      if (row.source !== undefined) yield { uid: row.uid, raw: row.source }
    }
  }

  async *fetchSections(
    uids: string,
    sections: string[],
    signal: AbortSignal,
  ): AsyncGenerator<{ uid: number; sections: Map<string, Uint8Array> }> {
    for await (const row of this.#wire.rows(uids, queryOfSections(sections), signal)) {
      const found = findSections(row, sections)
      if (found !== null) yield { uid: row.uid, sections: found }
    }
  }

  fetchRange(uid: number, section: string, from: number, count: number): Promise<Uint8Array> {
    if (count <= 0) return Promise.resolve(new Uint8Array())
    return this.#wire.inTurn(async () => {
      const query = queryOfRange(section, from, count)
      const row = await this.#wire.try(() => this.#client.fetchOne(`${uid}`, query, { uid: true }))
      const bytes = row === false ? null : findRange(row, section, from, count)
      if (bytes !== null) return bytes
      throw new EngineError('GONE', `mail server: no mail ${uid} with part ${section}`)
    })
  }

  changeFlags(uids: string, change: { add: string[]; remove: string[] }): Promise<void> {
    return this.#change(uids, change, false)
  }

  changeLabels(uids: string, change: { add: string[]; remove: string[] }): Promise<void> {
    return this.#change(uids, change, true)
  }

  move(uids: string, path: string): Promise<Map<number, number>> {
    return this.#wire.inTurn(async () => {
      if (uids === '') return new Map<number, number>()
      if (this.#client.capabilities.has('MOVE')) {
        const moved = await this.#wire.ask(() => this.#client.messageMove(uids, path, { uid: true }))
        return moved.uidMap ?? new Map<number, number>()
      }
      return this.#moveByCopy(uids, path)
    })
  }

  append(path: string, raw: Uint8Array, flags: string[]): Promise<number | null> {
    return this.#wire.inTurn(async () => {
      const sendingMs = raw.length / SLOW_BYTES_PER_MS
      const added = await this.#wire.ask(() => this.#client.append(path, Buffer.from(raw), flags), sendingMs)
      return added.uid ?? null
    })
  }

  findByMessageId(messageId: string): Promise<number[]> {
    const id = messageId.startsWith('<') ? messageId : `<${messageId}>`
    return this.#wire.inTurn(() => this.#search({ header: { 'message-id': id } }))
  }

  waitForChange(signal: AbortSignal): Promise<void> {
    return this.#wire.inTurn(async () => {
      while (!this.#news.isNews && !signal.aborted) await this.#waitOnce(signal)
      this.#news.forget()
    })
  }

  async close(): Promise<void> {
    const bye = this.#client.logout().catch(() => undefined)
    let timer: NodeJS.Timeout | undefined
    await Promise.race([bye, new Promise((resolve) => (timer = setTimeout(resolve, GOODBYE_MS)))])
    clearTimeout(timer)
    this.#client.close()
  }

  /** Reads the answer to the last SELECT. */
  #state(): FolderState {
    const mailbox = this.#wire.mailbox()
    const hasModseq = this.abilities.condstore && mailbox.noModseq !== true
    return {
      uidValidity: Number(mailbox.uidValidity),
      uidNext: mailbox.uidNext,
      count: mailbox.exists,
      modseq: hasModseq ? (mailbox.highestModseq?.toString() ?? null) : null,
      keepsKeywords: mailbox.permanentFlags?.has('\\*') ?? false,
    }
  }

  async #listFolders(): Promise<ServerFolder[]> {
    const listed = await this.#wire.ask(() => this.#client.list())
    return listed.map(toFolder)
  }

  async #open(path: string): Promise<void> {
    await this.#wire.ask(() => this.#client.mailboxOpen(path))
  }

  /** Selects with a known state. Returns null if the folder was made anew since. */
  async #openKnown(path: string, known: Known): Promise<FolderChanges | null> {
    const { uidValidity, modseq } = known
    const isAsked = parseUids(known.uids, Infinity)
    const { changed, vanished } = await this.#news.collect(isAsked, () =>
      this.#wire.ask(() => this.#client.mailboxOpen(path, { uidValidity, changedSince: modseq })),
    )
    const state = this.#state()
    if (state.uidValidity !== uidValidity || state.modseq === null) return null
    return { changed, vanished, modseq: state.modseq }
  }

  async #changesByQresync(since: string, uids: string): Promise<FolderChanges> {
    const { uidValidity } = this.#state()
    const changes = await this.#openKnown(this.#wire.mailbox().path, { uidValidity, modseq: since, uids })
    if (changes !== null) return changes
    throw new EngineError('GONE', 'mail server: the folder was made anew')
  }

  async #changesByFlags(since: string | null, uids: string): Promise<FolderChanges> {
    const query: FetchQueryObject = { uid: true, flags: true, labels: this.abilities.labels }
    await this.#wire.look()
    const options = { uid: true, ...(since === null ? {} : { changedSince: BigInt(since) }) }
    const rows = uids === '' ? [] : await this.#wire.try(() => this.#client.fetchAll(uids, query, options))
    const changed = new Map<number, FlagsOf>()
    let modseq = since === null ? 0n : BigInt(since)
    for (const row of rows) {
      if (row.uid === undefined || row.flags === undefined) continue
      if (row.modseq !== undefined && row.modseq > modseq) modseq = row.modseq
      const flags = toFlags(row.flags, row.labels)
      changed.set(row.uid, { uid: row.uid, flags, modseq: row.modseq?.toString() ?? null })
    }
    return { changed: [...changed.values()], vanished: null, modseq: modseq === 0n ? null : `${modseq}` }
  }

  async #change(
    uids: string,
    { add, remove }: { add: string[]; remove: string[] },
    useLabels: boolean,
  ): Promise<void> {
    const options = { uid: true, silent: true, useLabels }
    await this.#wire.inTurn(async () => {
      if (uids === '') return
      if (add.length > 0)
        await this.#wire.askLeniently(() => this.#client.messageFlagsAdd(uids, add, options))
      if (remove.length > 0)
        await this.#wire.askLeniently(() => this.#client.messageFlagsRemove(uids, remove, options))
    })
  }

  /** Without MOVE. EXPUNGE would remove what others marked, so it is used for these UIDs alone. */
  async #moveByCopy(uids: string, path: string): Promise<Map<number, number>> {
    const copied = await this.#wire.ask(() => this.#client.messageCopy(uids, path, { uid: true }))
    const options = { uid: true, silent: true }
    await this.#wire.ask(() =>
      this.#client.capabilities.has('UIDPLUS')
        ? this.#client.messageDelete(uids, options)
        : this.#client.messageFlagsAdd(uids, ['\\Deleted'], options),
    )
    return copied.uidMap ?? new Map<number, number>()
  }

  async #search(query: { all: true } | { header: Record<string, string> }): Promise<number[]> {
    await this.#wire.look()
    return this.#wire.ask(() => this.#client.search(query, { uid: true }))
  }

  async #waitOnce(signal: AbortSignal): Promise<void> {
    const [news, times] = [this.#news, this.#times]
    let canIdle = this.abilities.idle
    if (canIdle) {
      const ended = new AbortController()
      const idle = this.#client.idle().catch(() => undefined)
      void idle.finally(() => ended.abort())
      await news.next(times.idleMs, AbortSignal.any([signal, ended.signal]))
      // A server that refuses IDLE ends it at once, without news.
      canIdle = !ended.signal.aborted
    }
    if (!canIdle && this.#client.usable) await news.next(times.pollMs, signal)
    // It ends an IDLE, and asks whether the server is there.
    await this.#wire.look()
  }
}
