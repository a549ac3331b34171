// Acts for which the engine requires the passphrase again: asks for it, then repeats the act.
import { EngineError, isEngineError } from '../../core/contract/index.ts'
import type { Connection } from '../bridge/index.ts'

export class Proof {
  readonly #api: Connection['api']
  /** The functions that answer the open question; null while none is open. */
  #answer = $state.raw<{ given(): void; declined(): void } | null>(null)

  constructor(api: Connection['api']) {
    this.#api = api
  }

  get isAsked(): boolean {
    return this.#answer !== null
  }

  /** @throws CANCELLED if the person does not enter it, and what `act` throws */
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
