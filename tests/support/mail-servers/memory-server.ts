// A mail server in memory for unit tests of accounts. It implements the port, and a test plays the
// other programs of its person: deliver, changeElsewhere, removeElsewhere.
// The suite of the port runs on it as well as on dovecot.
import { createHash } from 'node:crypto'
import { EngineError } from '../../../src/core/contract/errors.ts'
import type { FolderRole, MailServer, ServerAbilities } from '../../../src/core/accounts/index.ts'
import { parseUids } from '../../../src/core/accounts/uid-range.ts'
import { MemoryConnection } from './memory-connection.ts'
import { MemoryFolder } from './memory-folder.ts'

const FOLDERS: readonly [path: string, role: FolderRole | null][] = [
  ['INBOX', 'inbox'],
  ['Sent', 'sent'],
  ['Archive', 'archive'],
  ['Drafts', 'drafts'],
  ['Junk', 'spam'],
  ['Trash', 'trash'],
]

const ALL: ServerAbilities = { qresync: true, condstore: true, labels: false, idle: true }

export class MemoryServer implements MailServer {
  readonly folders: MemoryFolder[] = []
  readonly abilities: ServerAbilities
  /** Each command that came, in order. */
  readonly commands: string[] = []
  /** Bytes of bodies that were fetched. */
  sentBytes = 0
  /** Thrown by the next connect or command. */
  fault: EngineError | null = null
  readonly #connections = new Set<MemoryConnection>()
  #validity = 1

  constructor(abilities: Partial<ServerAbilities> = {}, folders = FOLDERS) {
    this.abilities = { ...ALL, ...abilities }
    for (const [path, role] of folders) this.addFolder(path, role)
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#connections.size
  }

  async connect(signal: AbortSignal): Promise<MemoryConnection> {
    if (signal.aborted) throw new EngineError('CANCELLED', 'connecting was cancelled')
    await this.receive('connect')
    const connection = new MemoryConnection(this)
    this.#connections.add(connection)
    return connection
  }

  addFolder(path: string, role: FolderRole | null = null): MemoryFolder {
    const known = this.folders.find(({ facts }) => facts.path === path)
    if (known !== undefined) return known
    const name = path.slice(path.lastIndexOf('/') + 1)
    const folder = new MemoryFolder({ path, name, role, canSelect: true }, this.#validity++)
    folder.onChange = () => {
      for (const connection of this.#connections) connection.tell(folder)
    }
    this.folders.push(folder)
    return folder
  }

  /** @throws GONE */
  getFolder(path: string): MemoryFolder {
    const folder = this.folders.find(({ facts }) => facts.path === path)
    if (folder === undefined) throw new EngineError('GONE', `no folder ${path}`)
    return folder
  }

  removeFolder(path: string): void {
    this.folders.splice(this.folders.indexOf(this.getFolder(path)), 1)
  }

  /** A mail arrives. Returns its UID. */
  deliver(
    raw: Uint8Array | string,
    to: { path?: string; flags?: string[]; labels?: string[]; receivedAt?: number } = {},
  ): number {
    const bytes = Buffer.from(raw)
    return this.getFolder(to.path ?? 'INBOX').add({
      raw: bytes,
      receivedAt: to.receivedAt ?? Date.now(),
      flags: new Set(to.flags ?? []),
      labels: new Set(to.labels ?? []),
      id: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    })
  }

  /** Another program changes flags. */
  changeElsewhere(path: string, uids: string, change: { add?: string[]; remove?: string[] }): void {
    this.#each(path, uids, (folder, uid) =>
      folder.change(uid, 'flags', change.add ?? [], change.remove ?? []),
    )
  }

  /** Another program changes labels. */
  relabelElsewhere(path: string, uids: string, change: { add?: string[]; remove?: string[] }): void {
    this.#each(path, uids, (folder, uid) =>
      folder.change(uid, 'labels', change.add ?? [], change.remove ?? []),
    )
  }

  /** Another program removes mails. */
  removeElsewhere(path: string, uids: string): void {
    this.#each(path, uids, (folder, uid) => folder.remove(uid))
  }

  /** Another program moves mails. */
  moveElsewhere(path: string, uids: string, to: string): void {
    this.#each(path, uids, (folder, uid) => {
      const mail = folder.remove(uid)
      if (mail !== null) this.getFolder(to).add(mail)
    })
  }

  /** Breaks every connection. */
  cut(): void {
    for (const connection of this.#connections) connection.cut()
    this.#connections.clear()
  }

  /** A command of a connection. Tests replace it to delay, to count or to refuse. */
  async receive(command: string): Promise<void> {
    this.commands.push(command)
    const { fault } = this
    this.fault = null
    if (fault !== null) throw fault
  }

  forget(connection: MemoryConnection): void {
    this.#connections.delete(connection)
  }

  #each(path: string, uids: string, act: (folder: MemoryFolder, uid: number) => void): void {
    const folder = this.getFolder(path)
    const has = parseUids(uids, folder.uidNext - 1)
    for (const { uid } of folder.list(has)) act(folder, uid)
  }
}
