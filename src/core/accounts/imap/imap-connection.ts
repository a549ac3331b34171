// One connection to a mail server: the port's methods in imapflow's. They run one after the other;
// an answer that streams holds the connection until its last row.
import type { FetchMessageObject, FetchQueryObject, ImapFlow, MailboxObject } from 'imapflow'
import { Mutex } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type {
  FlagsOf,
  FolderChanges,
  FolderState,
  MailConnection,
  ServerAbilities,
  ServerFolder,
  ServerMail,
} from '../mail-server.ts'
import { parseUids } from '../uid-range.ts'
import type { FolderNews } from './folder-news.ts'
import { refusal, toMailError } from './imap-error.ts'
import type { ImapTimes } from './imap-server.ts'
import type { LastFault } from './last-fault.ts'
import { LISTED_FIELDS, toFlags, toFolder, toMail } from './mail-facts.ts'
import { findRange, findSections, queryOfRange, queryOfSections } from './sections.ts'
import type { Watchdog } from './watchdog.ts'

export interface ImapParts {
  client: ImapFlow
  watchdog: Watchdog
  news: FolderNews
  log: LastFault
  times: ImapTimes
}

type Known = { uidValidity: number; modseq: string; uids: string }

/** The slowest line on which a mail is still sent to the server. */
const SLOW_BYTES_PER_MS = 8
const GOODBYE_MS = 2000

export class ImapConnection implements MailConnection {
  readonly abilities: ServerAbilities
  readonly #parts: ImapParts
  readonly #turns = new Mutex()

  constructor(parts: ImapParts) {
    const { capabilities, enabled } = parts.client
    this.#parts = parts
    this.abilities = {
      qresync: enabled.has('QRESYNC'),
      condstore: enabled.has('CONDSTORE') || enabled.has('QRESYNC'),
      labels: capabilities.has('X-GM-EXT-1'),
      idle: capabilities.has('IDLE'),
    }
  }

  get #client(): ImapFlow {
    return this.#parts.client
  }

  listFolders(): Promise<ServerFolder[]> {
    return this.#inTurn(() => this.#listFolders())
  }

  makeFolder(path: string): Promise<ServerFolder> {
    return this.#inTurn(async () => {
      const made = await this.#ask(() => this.#client.mailboxCreate(path))
      const folders = await this.#listFolders()
      const folder = folders.find((each) => each.path === made.path)
      if (folder === undefined) throw refusal(`no folder ${path} after CREATE`)
      return folder
    })
  }

  select(path: string, known?: Known): Promise<FolderState & { changes: FolderChanges | null }> {
    return this.#inTurn(async () => {
      const isKnown = known !== undefined && this.abilities.qresync
      // What is left to say about another folder comes before its end, in the same answer. So this
      // folder is selected twice, and the second answer is about it alone.
      if (!isKnown || this.#selected?.path !== path) await this.#open(path)
      const changes = isKnown ? await this.#openKnown(path, known) : null
      this.#parts.news.forget()
      return { ...this.#state(), changes }
    })
  }

  listUids(): Promise<number[]> {
    return this.#inTurn(() => this.#search({ all: true }))
  }

  async *listMails(uids: string, signal: AbortSignal): AsyncGenerator<ServerMail> {
    const query: FetchQueryObject = {
      uid: true,
      flags: true,
      internalDate: true,
      size: true,
      bodyStructure: true,
      headers: LISTED_FIELDS,
      labels: this.abilities.labels,
    }
    for await (const row of this.#rows(uids, query, signal)) {
      const mail = toMail(row, this.abilities.labels)
      if (mail !== null) yield mail
    }
  }

  listChanges(since: string | null, uids: string): Promise<FolderChanges> {
    if (since !== null && this.abilities.qresync)
      return this.#inTurn(() => this.#changesByQresync(since, uids))
    return this.#inTurn(() => this.#changesByFlags(this.abilities.condstore ? since : null, uids))
  }

  async *fetchWhole(uids: string, signal: AbortSignal): AsyncGenerator<{ uid: number; raw: Uint8Array }> {
    for await (const row of this.#rows(uids, { uid: true, source: true }, signal)) {
      if (row.source !== undefined) yield { uid: row.uid, raw: row.source }
    }
  }

  async *fetchSections(
    uids: string,
    sections: string[],
    signal: AbortSignal,
  ): AsyncGenerator<{ uid: number; sections: Map<string, Uint8Array> }> {
    for await (const row of this.#rows(uids, queryOfSections(sections), signal)) {
      const found = findSections(row, sections)
      if (found !== null) yield { uid: row.uid, sections: found }
    }
  }

  fetchRange(uid: number, section: string, from: number, count: number): Promise<Uint8Array> {
    if (count <= 0) return Promise.resolve(new Uint8Array())
    return this.#inTurn(async () => {
      const query = queryOfRange(section, from, count)
      const row = await this.#try(() => this.#client.fetchOne(`${uid}`, query, { uid: true }))
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
    return this.#inTurn(async () => {
      if (uids === '') return new Map<number, number>()
      if (this.#client.capabilities.has('MOVE')) {
        const moved = await this.#ask(() => this.#client.messageMove(uids, path, { uid: true }))
        return moved.uidMap ?? new Map<number, number>()
      }
      return this.#moveByCopy(uids, path)
    })
  }

  append(path: string, raw: Uint8Array, flags: string[]): Promise<number | null> {
    return this.#inTurn(async () => {
      const sendingMs = raw.length / SLOW_BYTES_PER_MS
      const added = await this.#ask(() => this.#client.append(path, Buffer.from(raw), flags), sendingMs)
      return added.uid ?? null
    })
  }

  findByMessageId(messageId: string): Promise<number[]> {
    const id = messageId.startsWith('<') ? messageId : `<${messageId}>`
    return this.#inTurn(() => this.#search({ header: { 'message-id': id } }))
  }

  waitForChange(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      while (!this.#parts.news.isNews && !signal.aborted) await this.#waitOnce(signal)
      this.#parts.news.forget()
    })
  }

  async close(): Promise<void> {
    const bye = this.#client.logout().catch(() => undefined)
    let timer: NodeJS.Timeout | undefined
    await Promise.race([bye, new Promise((resolve) => (timer = setTimeout(resolve, GOODBYE_MS)))])
    clearTimeout(timer)
    this.#client.close()
  }

  get #selected(): MailboxObject | null {
    return this.#client.mailbox === false ? null : this.#client.mailbox
  }

  #mailbox(): MailboxObject {
    if (this.#selected !== null) return this.#selected
    if (!this.#client.usable) throw this.#toLoss()
    throw new EngineError('INVALID', 'no folder is selected')
  }

  /** Reads the answer to the last SELECT. */
  #state(): FolderState {
    const mailbox = this.#mailbox()
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
    const listed = await this.#ask(() => this.#client.list())
    return listed.map(toFolder)
  }

  async #open(path: string): Promise<void> {
    await this.#ask(() => this.#client.mailboxOpen(path))
  }

  /** Selects with a known state. Returns null if the folder was made anew since. */
  async #openKnown(path: string, known: Known): Promise<FolderChanges | null> {
    const { uidValidity, modseq } = known
    const isAsked = parseUids(known.uids, Infinity)
    const { changed, vanished } = await this.#parts.news.collect(isAsked, () =>
      this.#ask(() => this.#client.mailboxOpen(path, { uidValidity, changedSince: modseq })),
    )
    const state = this.#state()
    if (state.uidValidity !== uidValidity || state.modseq === null) return null
    return { changed, vanished, modseq: state.modseq }
  }

  async #changesByQresync(since: string, uids: string): Promise<FolderChanges> {
    const { uidValidity } = this.#state()
    const changes = await this.#openKnown(this.#mailbox().path, { uidValidity, modseq: since, uids })
    if (changes !== null) return changes
    throw new EngineError('GONE', 'mail server: the folder was made anew')
  }

  async #changesByFlags(since: string | null, uids: string): Promise<FolderChanges> {
    const query: FetchQueryObject = { uid: true, flags: true, labels: this.abilities.labels }
    await this.#look()
    const options = { uid: true, ...(since === null ? {} : { changedSince: BigInt(since) }) }
    const rows = uids === '' ? [] : await this.#try(() => this.#client.fetchAll(uids, query, options))
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

  /** Lets the server look at the folder. Until then, dovecot answers by what it told last. */
  async #look(): Promise<void> {
    this.#mailbox()
    await this.#try(() => this.#client.noop())
    // imapflow tells of no failure of a NOOP.
    if (!this.#client.usable) throw this.#toLoss()
  }

  #toLoss(): EngineError {
    const { byeReason } = this.#parts.log
    return toMailError(
      Object.assign(new Error('connection lost'), byeReason === null ? {} : { reason: byeReason }),
    )
  }

  async #change(
    uids: string,
    { add, remove }: { add: string[]; remove: string[] },
    useLabels: boolean,
  ): Promise<void> {
    const options = { uid: true, silent: true, useLabels }
    await this.#inTurn(async () => {
      if (uids === '') return
      if (add.length > 0) await this.#askLeniently(() => this.#client.messageFlagsAdd(uids, add, options))
      if (remove.length > 0)
        await this.#askLeniently(() => this.#client.messageFlagsRemove(uids, remove, options))
    })
  }

  /** Without MOVE. EXPUNGE would remove what others marked, so it is used for these UIDs alone. */
  async #moveByCopy(uids: string, path: string): Promise<Map<number, number>> {
    const copied = await this.#ask(() => this.#client.messageCopy(uids, path, { uid: true }))
    const options = { uid: true, silent: true }
    await this.#ask(() =>
      this.#client.capabilities.has('UIDPLUS')
        ? this.#client.messageDelete(uids, options)
        : this.#client.messageFlagsAdd(uids, ['\\Deleted'], options),
    )
    return copied.uidMap ?? new Map<number, number>()
  }

  async #search(query: { all: true } | { header: Record<string, string> }): Promise<number[]> {
    await this.#look()
    return this.#ask(() => this.#client.search(query, { uid: true }))
  }

  async #waitOnce(signal: AbortSignal): Promise<void> {
    const { news, times } = this.#parts
    let canIdle = this.abilities.idle
    if (canIdle) {
      const ended = new AbortController()
      const idle = this.#client.idle().catch(() => undefined)
      void idle.finally(() => ended.abort())
      await news.next(times.idleMs, AbortSignal.any([signal, ended.signal]))
      // A server that refuses IDLE ends it at once, without news.
      canIdle = !ended.signal.aborted
    }
    if (!canIdle) await news.next(times.pollMs, signal)
    // It ends an IDLE, and asks whether the server is there.
    await this.#look()
  }

  /** Streams the answer to a FETCH, and holds the connection until its end. */
  async *#rows(
    uids: string,
    query: FetchQueryObject,
    signal: AbortSignal,
  ): AsyncGenerator<FetchMessageObject> {
    if (uids === '') return
    const release = await this.#hold()
    const stop = new Stop(signal)
    try {
      this.#mailbox()
      const rows = this.#client.fetch(uids, query, { uid: true })
      // The rest of a stopped answer still comes, and is thrown away before the next command.
      stop.act = () => void rows.return(undefined).catch(() => undefined)
      for (;;) {
        const { done, value } = await this.#try(() => stop.wait(() => rows.next()))
        if (done === true) return
        yield value
      }
    } finally {
      stop.end()
      release()
    }
  }

  /** Takes the connection until the returned function is called. */
  async #hold(): Promise<() => void> {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    await new Promise<void>((resolve) => {
      void this.#turns.run(() => {
        resolve()
        return held
      })
    })
    return release
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.run(act)
  }

  async #try<T>(act: () => Promise<T>, sendingMs = 0): Promise<T> {
    this.#parts.log.take()
    try {
      return await this.#parts.watchdog.run(act, sendingMs)
    } catch (error) {
      const { byeReason } = this.#parts.log
      if (byeReason !== null && error instanceof Error) Object.assign(error, { reason: byeReason })
      throw toMailError(error)
    }
  }

  /** Runs a command that answers `false` if the server said no. */
  async #ask<T>(act: () => Promise<T | false | undefined>, sendingMs = 0): Promise<T> {
    const answer = await this.#try(act, sendingMs)
    if (answer !== false && answer !== undefined) return answer
    const fault = this.#parts.log.take()
    throw fault === null ? refusal('') : toMailError(fault)
  }

  /** The same, for a command that is left out if the folder keeps none of the flags. */
  async #askLeniently(act: () => Promise<boolean>): Promise<void> {
    if (await this.#try(act)) return
    const fault = this.#parts.log.take()
    if (fault !== null) throw toMailError(fault)
  }
}

/** Ends the wait for a row when the caller's signal aborts. */
class Stop {
  act: () => void = () => undefined
  readonly #signal: AbortSignal
  #reject: (error: Error) => void = () => undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.#stop)
  }

  async wait<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#signal.aborted) throw cancelled()
    return await new Promise((resolve, reject) => {
      this.#reject = reject
      ask().then(resolve, reject)
    })
  }

  end(): void {
    this.#signal.removeEventListener('abort', this.#stop)
    this.act()
  }

  readonly #stop = (): void => {
    this.act()
    this.#reject(cancelled())
  }
}

function cancelled(): EngineError {
  return new EngineError('CANCELLED', 'fetching from the mail server was cancelled')
}
