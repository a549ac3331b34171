// Acts for which the engine wants to see the passphrase once more: it is asked for, and the act is done again.
import { EngineError, isEngineError } from '../../core/contract/index.ts'
import type { Connection } from '../bridge/index.ts'

export class Proof {
  readonly #api: Connection['api']
  /** What the open question ends with; null while nothing is asked. */
  #answer = $state.raw<{ given(): void; declined(): void } | null>(null)

  constructor(api: Connection['api']) {
    this.#api = api
  }

  get isAsked(): boolean {
    return this.#answer !== null
  }

  /** @throws CANCELLED when the person does not give it, and whatever `act` throws */
  async run<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (!isEngineError(error, 'PASSPHRASE_NEEDED')) throw error
      await this.#ask()
      return act()
    }
  }

  /** @throws BAD_PASSPHRASE */
  async give(passphrase: string): Promise<void> {
    await this.#api.home.checkPassphrase({ passphrase })
    this.#answer?.given()
    this.#answer = null
  }

  decline(): void {
    this.#answer?.declined()
    this.#answer = null
  }

  #ask(): Promise<void> {
    this.decline()
    return new Promise((resolve, reject) => {
      const declined = (): void => reject(new EngineError('CANCELLED', 'The passphrase was not given.'))
      this.#answer = { given: resolve, declined }
    })
  }
}
