// The home as the app sees it: empty, locked, failing or open, and who owns it.
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
import type { Clock } from './clock.svelte.ts'
import type { Proof } from './proof.svelte.ts'

export class Home {
  readonly #api: Connection['api']
  readonly #proof: Proof
  readonly #clock: Clock
  /** Null until the engine has answered for the first time. */
  #status = $state.raw<HomeStatus | null>(null)
  /** Null unless the home is open. */
  #myself = $state.raw<Myself | null>(null)
  #isNew = $state(false)
  #problem = $state.raw<unknown>(null)

  constructor(api: Connection['api'], events: AppEvents, proof: Proof, clock: Clock) {
    this.#api = api
    this.#proof = proof
    this.#clock = clock
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

  /** True while the home is being made, and until the person has seen its words and enters. */
  get isNew(): boolean {
    return this.#isNew
  }

  /** Why the state of the home is unknown; null if it is known, or if the engine is unreachable. */
  get problem(): unknown {
    return this.#problem
  }

  async read(): Promise<void> {
    try {
      const askedAt = Date.now()
      // Asked for together, so that a long line to the engine costs once. It fails unless the home is open.
      const myself = this.#api.people.whoami().catch(() => null)
      const status = await this.#api.home.status()
      if (status.now !== undefined) this.#clock.follow(status.now, askedAt)
      await this.#update(status, await myself)
    } catch (error) {
      this.#problem = isEngineError(error, 'UNREACHABLE') ? null : error
    }
  }

  /** Opens the new home; it stays new until `enter`. @throws HOME_EXISTS, INVALID, NO_SPACE */
  create(name: string, passphrase: string): Promise<CreatedHome> {
    return this.#makeNew(() =>
      this.#api.home.create({ name, passphrase: passphrase === '' ? undefined : passphrase }),
    )
  }

  /**
   * Recovers a home by its words; it stays new until `enter`.
   * @throws INVALID, NOT_FOUND, BAD_PASSPHRASE, BACKUP_LOCKED, BAD_BACKUP_PASSPHRASE, DAMAGED,
   * NEWER_HOME, NO_SPACE
   */
  recover(how: {
    words: string[]
    name?: string
    backup?: string
    backupPassphrase?: string
  }): Promise<RecoveredHome> {
    return this.#makeNew(() => this.#api.home.recover(how))
  }

  /** Leaves the set-up screen and enters the new home. */
  enter(): void {
    this.#isNew = false
  }

  /** @throws BAD_PASSPHRASE */
  async unlock(passphrase: string): Promise<void> {
    await this.#update(await this.#api.home.unlock({ passphrase }))
  }

  /** Opens a failing home again, if that is possible now. */
  async retry(): Promise<void> {
    await this.#update(await this.#api.home.retry())
  }

  /** @throws NOT_FOUND once the words are proven, COMMAND_ONLY, CANCELLED */
  words(): Promise<string[]> {
    return this.#proof.run(() => this.#api.home.words())
  }

  /** @throws INVALID if one of them is wrong */
  async proveWords(answers: { position: number; word: string }[]): Promise<void> {
    await this.#update(await this.#api.home.proveWords({ answers }))
  }

  async setPassphrase(passphrase: string): Promise<void> {
    await this.#update(await this.#proof.run(() => this.#api.home.setPassphrase({ passphrase })))
  }

  /** @throws INVALID */
  async rename(name: string): Promise<void> {
    this.#myself = await this.#api.people.rename({ name })
  }

  /** Sets the picture, a data URL; null removes it. @throws INVALID, TOO_LARGE */
  async setPicture(picture: PictureUrl | null): Promise<void> {
    this.#myself = await this.#api.people.setPicture({ picture })
  }

  async #makeNew<Made>(make: () => Promise<Made>): Promise<Made> {
    // The engine sends the event before its answer; the set-up screen must be first.
    this.#isNew = true
    try {
      return await make()
    } catch (error) {
      this.#isNew = false
      throw error
    }
  }

  /** @param myself null if it was not asked for, or the home was not open then */
  async #update(status: HomeStatus, myself: Myself | null = null): Promise<void> {
    this.#myself = status.state === 'open' ? (myself ?? (await this.#api.people.whoami())) : null
    this.#status = status
    this.#problem = null
  }
}
