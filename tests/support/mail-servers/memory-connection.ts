// One connection to the mail server in memory: the port's methods on its folders.
import { Mutex } from '../../../src/core/base/index.ts'
import { EngineError } from '../../../src/core/contract/errors.ts'
import type {
  FolderChanges,
  FolderState,
  MailConnection,
  ServerAbilities,
  ServerFolder,
  ServerMail,
  ServerPart,
} from '../../../src/core/accounts/index.ts'
import { parseUids } from '../../../src/core/accounts/uid-range.ts'
import { flagRow, flagsOf, type MemoryFolder, type MemoryMail } from './memory-folder.ts'
import type { MemoryServer } from './memory-server.ts'
import { findField, pickFields } from './mime-sections.ts'

const LISTED = [
  ...['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'date', 'subject', 'message-id'],
  ...['in-reply-to', 'references', 'content-type', 'content-transfer-encoding', 'list-id'],
  ...['list-unsubscribe', 'precedence', 'delivered-to', 'x-original-to'],
]

export class MemoryConnection implements MailConnection {
  readonly abilities: ServerAbilities
  readonly #server: MemoryServer
  readonly #turns = new Mutex()
  #selected: MemoryFolder | null = null
  #isNews = false
  #wake: () => void = () => undefined
  #isOpen = true

  constructor(server: MemoryServer) {
    this.#server = server
    this.abilities = { ...server.abilities }
  }

  /** The server tells that a folder changed. */
  tell(folder: MemoryFolder): void {
    if (folder !== this.#selected) return
    this.#isNews = true
    this.#wake()
  }

  /** The wire breaks. */
  cut(): void {
    this.#isOpen = false
    this.#wake()
  }

  listFolders(): Promise<ServerFolder[]> {
    return this.#do('listFolders', () => this.#server.folders.map(({ facts }) => ({ ...facts })))
  }

  makeFolder(path: string): Promise<ServerFolder> {
    return this.#do(`makeFolder ${path}`, () => ({ ...this.#server.addFolder(path).facts }))
  }

  select(
    path: string,
    known?: { uidValidity: number; modseq: string; uids: string },
  ): Promise<FolderState & { changes: FolderChanges | null }> {
    return this.#do(`select ${path}`, () => {
      this.#selected = this.#server.getFolder(path)
      this.#isNews = false
      const { uidValidity } = this.#selected
      const isKnown = known?.uidValidity === uidValidity && this.abilities.qresync
      const changes = isKnown ? this.#changesSince(known.modseq, known.uids) : null
      return { ...this.#selected.state(this.abilities.condstore), changes }
    })
  }

  listUids(): Promise<number[]> {
    return this.#do('listUids', () => this.#find('1:*').map(({ uid }) => uid))
  }

  async *listMails(uids: string, signal: AbortSignal): AsyncGenerator<ServerMail> {
    for await (const mail of this.#stream(`listMails ${uids}`, uids, signal)) {
      yield {
        uid: mail.uid,
        flags: flagsOf(mail),
        receivedAt: mail.receivedAt,
        size: mail.raw.length,
        head: pickFields(mail.raw, LISTED),
        serverId: this.abilities.labels ? mail.id : null,
      }
    }
  }

  findStructure(uid: number): Promise<ServerPart | null> {
    return this.#do(`findStructure ${uid}`, () => {
      const [mail] = this.#find(`${uid}`)
      if (mail === undefined) throw new EngineError('GONE', `no mail ${uid}`)
      return mail.read.structure
    })
  }

  listChanges(since: string | null, uids: string): Promise<FolderChanges> {
    return this.#do(`listChanges ${since ?? ''} ${uids}`, () =>
      this.#changesSince(this.abilities.condstore ? since : null, uids),
    )
  }

  async *fetchWhole(uids: string, signal: AbortSignal): AsyncGenerator<{ uid: number; raw: Uint8Array }> {
    for await (const { uid, raw } of this.#stream(`fetchWhole ${uids}`, uids, signal)) {
      this.#server.sentBytes += raw.length
      yield { uid, raw }
    }
  }

  async *fetchSections(
    uids: string,
    sections: string[],
    signal: AbortSignal,
  ): AsyncGenerator<{ uid: number; sections: Map<string, Uint8Array> }> {
    const what = `fetchSections ${uids} ${sections.join(' ')}`
    for await (const { uid, read } of this.#stream(what, uids, signal)) {
      const found = sections.flatMap((name) => {
        const bytes = read.sections.get(name)
        return bytes === undefined ? [] : [[name, bytes] as const]
      })
      for (const [, bytes] of found) this.#server.sentBytes += bytes.length
      yield { uid, sections: new Map(found) }
    }
  }

  fetchRange(uid: number, section: string, from: number, count: number): Promise<Uint8Array> {
    return this.#do(`fetchRange ${uid} ${section} ${from} ${count}`, () => {
      const bytes = this.#folder().mails.get(uid)?.read.sections.get(section)
      if (bytes === undefined) throw new EngineError('GONE', `no mail ${uid} with part ${section}`)
      const range = bytes.subarray(from, from + count)
      this.#server.sentBytes += range.length
      return range
    })
  }

  changeFlags(uids: string, change: { add: string[]; remove: string[] }): Promise<void> {
    const words = `${change.add.map((flag) => `+${flag}`).join(' ')} ${change.remove.map((flag) => `-${flag}`).join(' ')}`
    return this.#do(`changeFlags ${uids} ${words.trim()}`, () => this.#change(uids, 'flags', change))
  }

  changeLabels(uids: string, change: { add: string[]; remove: string[] }): Promise<void> {
    return this.#do(`changeLabels ${uids}`, () => this.#change(uids, 'labels', change))
  }

  move(uids: string, path: string): Promise<Map<number, number>> {
    return this.#do(`move ${uids} ${path}`, () => {
      const [from, to] = [this.#folder(), this.#server.getFolder(path)]
      const moved = this.#find(uids).map((mail): [number, number] => {
        from.remove(mail.uid)
        return [mail.uid, to.add(mail)]
      })
      return new Map(moved)
    })
  }

  append(path: string, raw: Uint8Array, flags: string[]): Promise<number | null> {
    return this.#do(`append ${path}`, () => this.#server.deliver(raw, { path, flags }))
  }

  findByMessageId(messageId: string): Promise<number[]> {
    const id = messageId.startsWith('<') ? messageId : `<${messageId}>`
    return this.#do(`findByMessageId ${messageId}`, () =>
      this.#find('1:*').flatMap(({ uid, raw }) => (findField(raw, 'message-id').includes(id) ? [uid] : [])),
    )
  }

  waitForChange(signal: AbortSignal): Promise<void> {
    return this.#do('waitForChange', async () => {
      if (!this.#isNews && !signal.aborted) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      this.#check()
      this.#isNews = false
    })
  }

  async close(): Promise<void> {
    this.#isOpen = false
    this.#server.forget(this)
    this.#wake()
  }

  #changesSince(since: string | null, uids: string): FolderChanges {
    const folder = this.#folder()
    const { condstore, qresync } = this.abilities
    const has = parseUids(uids, folder.uidNext - 1)
    const after = Number(since ?? 0)
    const changed = folder.list(has).filter((mail) => mail.modseq > after)
    const vanished = folder.vanished.filter(({ uid, modseq }) => has(uid) && modseq > after)
    return {
      changed: changed.map((mail) => flagRow(mail, condstore)),
      vanished: qresync && since !== null ? vanished.map(({ uid }) => uid).sort((a, b) => a - b) : null,
      modseq: condstore ? `${folder.modseq}` : null,
    }
  }

  #change(uids: string, of: 'flags' | 'labels', { add, remove }: { add: string[]; remove: string[] }): void {
    for (const { uid } of this.#find(uids)) this.#folder().change(uid, of, add, remove)
  }

  #find(uids: string): MemoryMail[] {
    if (uids === '') return []
    return this.#folder().list(parseUids(uids, this.#folder().uidNext - 1))
  }

  #folder(): MemoryFolder {
    if (this.#selected === null) throw new EngineError('INVALID', 'no folder is selected')
    return this.#selected
  }

  async *#stream(what: string, uids: string, signal: AbortSignal): AsyncGenerator<MemoryMail> {
    const mails = await this.#do(what, () => this.#find(uids))
    for (const mail of mails) {
      if (signal.aborted) throw new EngineError('CANCELLED', 'fetching was cancelled')
      this.#check()
      yield mail
    }
  }

  #do<T>(what: string, act: () => T | Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      this.#check()
      await this.#server.receive(what)
      this.#check()
      return await act()
    })
  }

  #check(): void {
    if (!this.#isOpen) throw new EngineError('MAIL_AWAY', 'the connection is closed')
  }
}
