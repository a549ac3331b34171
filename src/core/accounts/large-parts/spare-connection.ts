// A connection of its own for the large parts of an account: a long fetch must not delay what the
// server tells. It closes itself when nobody asked for a while.
import { Mutex } from '../../base/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import type { Folder } from '../folder-rows.ts'
import type { MailConnection } from '../mail-server.ts'

/** A film is asked for again and again while it is played. */
const IDLE_MS = 30_000

export class SpareConnection {
  readonly #connect: (signal: AbortSignal) => Promise<MailConnection>
  readonly #turns = new Mutex()
  readonly #ending = new AbortController()
  #connection: MailConnection | null = null
  #selected: number | null = null
  #timer: NodeJS.Timeout | null = null
  /** False after a connection could not be made, so trying again at once is of no use. */
  isReachable = true

  constructor(connect: (signal: AbortSignal) => Promise<MailConnection>) {
    this.#connect = connect
  }

  /**
   * Runs `act` in its turn, with this folder selected.
   * @throws MAIL_AWAY, also if the folder has new UIDs; GONE if there is no such folder; the codes of
   *   the port
   */
  run<T>(folder: Folder, act: (connection: MailConnection) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      if (this.#timer !== null) clearTimeout(this.#timer)
      try {
        return await act(await this.#select(folder))
      } catch (error) {
        if (!isEngineError(error, 'GONE')) await this.#drop()
        throw error
      } finally {
        this.#timer = setTimeout(() => void this.#turns.run(() => this.#drop()), IDLE_MS).unref()
      }
    })
  }

  async close(): Promise<void> {
    this.#ending.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#connection?.close().catch(() => undefined)
    await this.#turns.run(() => this.#drop())
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #select({ id, path, uidValidity }: Folder): Promise<MailConnection> {
    if (this.#ending.signal.aborted) throw new EngineError('CANCELLED', 'The account is being closed.')
    const connection = (this.#connection ??= await this.#open())
    if (this.#selected === id) return connection
    this.#selected = null
    const state = await connection.select(path)
    if (state.uidValidity !== uidValidity)
      throw new EngineError('MAIL_AWAY', 'This folder was made anew. It is looked at first.')
    this.#selected = id
    return connection
  }

  async #open(): Promise<MailConnection> {
    this.isReachable = false
    const connection = await this.#connect(this.#ending.signal)
    this.isReachable = true
    return connection
  }

  async #drop(): Promise<void> {
    const connection = this.#connection
    this.#connection = this.#selected = null
    await connection?.close().catch(() => undefined)
  }
}
