// The home as the app sees it: empty, locked, failing or open, and who lives in it.
import {
  isEngineError,
  type CreatedHome,
  type HomeStatus,
  type Myself,
  type PictureUrl,
  type RecoveredHome,
} from '../../core/contract/index.ts'
import type { Connection } from '../bridge/index.ts'
import type { AppEvents } from './events.ts'
import type { Proof } from './proof.svelte.ts'

export class Home {
  readonly #api: Connection['api']
  readonly #proof: Proof
  /** Null until the engine has answered for the first time. */
  #status = $state.raw<HomeStatus | null>(null)
  /** Null unless the home is open. */
  #myself = $state.raw<Myself | null>(null)
  #isNew = $state(false)
  #problem = $state.raw<unknown>(null)

  constructor(api: Connection['api'], events: AppEvents, proof: Proof) {
    this.#api = api
    this.#proof = proof
    events.on('home-changed', () => void this.read())
    events.on('reconnected', () => void this.read())
    void this.read()
  }

  get status(): HomeStatus | null {
    return this.#status
  }

  get myself(): Myself | null {
    return this.#myself
  }

  /** Being made, or made just now with its words still to be shown: one is not inside yet. */
  get isNew(): boolean {
    return this.#isNew
  }

  /** Why it is not known what this home is; null when it is, and while the engine cannot be reached. */
  get problem(): unknown {
    return this.#problem
  }

  async read(): Promise<void> {
    try {
      await this.#take(await this.#api.home.status())
    } catch (error) {
      this.#problem = isEngineError(error, 'UNREACHABLE') ? null : error
    }
  }

  /** The home is open from then on, and new until `enter`. @throws HOME_EXISTS, INVALID, NO_SPACE */
  async create(name: string, passphrase: string): Promise<CreatedHome> {
    // The engine tells that the home is open before it answers; the words come first all the same.
    this.#isNew = true
    try {
      return await this.#api.home.create({ name, passphrase: passphrase === '' ? undefined : passphrase })
    } catch (error) {
      this.#isNew = false
      throw error
    }
  }

  /**
   * Comes back by the words; new until `enter`.
   * @throws INVALID, NOT_FOUND, BAD_PASSPHRASE, BACKUP_LOCKED, BAD_BACKUP_PASSPHRASE, DAMAGED, NEWER_HOME, NO_SPACE
   */
  async recover(how: {
    words: string[]
    name?: string
    backup?: string
    backupPassphrase?: string
  }): Promise<RecoveredHome> {
    this.#isNew = true
    try {
      return await this.#api.home.recover(how)
    } catch (error) {
      this.#isNew = false
      throw error
    }
  }

  /** From the threshold of a new home into it. */
  enter(): void {
    this.#isNew = false
  }

  /** @throws BAD_PASSPHRASE */
  async unlock(passphrase: string): Promise<void> {
    await this.#take(await this.#api.home.unlock({ passphrase }))
  }

  /** Opens a failing home again, if that is possible by now. */
  async retry(): Promise<void> {
    await this.#take(await this.#api.home.retry())
  }

  /** @throws NOT_FOUND once they were proven, COMMAND_ONLY, CANCELLED */
  words(): Promise<string[]> {
    return this.#proof.run(() => this.#api.home.words())
  }

  /** @throws INVALID when one of them is wrong */
  async proveWords(answers: { position: number; word: string }[]): Promise<void> {
    await this.#take(await this.#api.home.proveWords({ answers }))
  }

  async setPassphrase(passphrase: string): Promise<void> {
    await this.#take(await this.#proof.run(() => this.#api.home.setPassphrase({ passphrase })))
  }

  /** @throws INVALID */
  async rename(name: string): Promise<void> {
    this.#myself = await this.#api.people.rename({ name })
  }

  /** A data URL, or null for none. @throws INVALID, TOO_LARGE */
  async setPicture(picture: PictureUrl | null): Promise<void> {
    this.#myself = await this.#api.people.setPicture({ picture })
  }

  async #take(status: HomeStatus): Promise<void> {
    this.#myself = status.state === 'open' ? await this.#api.people.whoami() : null
    this.#status = status
    this.#problem = null
  }
}
