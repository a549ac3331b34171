// Files that can contain a location and cannot be cleaned. The person decides if they are shared
// unchanged or left out. Asked once for each act, in a dialog. Part of "compose".
import { isEngineError, type RemainingPlace } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export type RemainingAnswer = 'as-is' | 'leave-out' | 'neither'

/** How to repeat the act: with these files unchanged, or without them. */
export interface PlaceChoice {
  asIs: string[]
  leftOut: string[]
}

export interface RemainingQuestion {
  files: readonly RemainingPlace[]
  /** False if the act is about the files only, so none can be left out. */
  canLeaveOut: boolean
  answer: (answer: RemainingAnswer) => void
}

const AT_FIRST: PlaceChoice = { asIs: [], leftOut: [] }

export class RemainingPlaces {
  #question = $state.raw<RemainingQuestion | null>(null)

  constructor(_app: App) {
    // Leaving the screen answers with neither choice.
    addEventListener('hashchange', () => this.#question?.answer('neither'))
  }

  get question(): RemainingQuestion | null {
    return this.#question
  }

  /**
   * Runs an act that shares files; asks if the engine refuses it because of locations. @throws as
   * `act`
   */
  async give<T>(act: (choice: PlaceChoice) => Promise<T>, canLeaveOut = true): Promise<T> {
    try {
      return await act(AT_FIRST)
    } catch (error) {
      if (!isEngineError(error, 'PLACE_REMAINS')) throw error
      const files = error.details['files'] as readonly RemainingPlace[]
      const answer = await this.#ask(files, canLeaveOut)
      if (answer === 'neither') throw error
      const ids = files.map(({ file }) => file)
      return act(answer === 'as-is' ? { asIs: ids, leftOut: [] } : { asIs: [], leftOut: ids })
    }
  }

  #ask(files: readonly RemainingPlace[], canLeaveOut: boolean): Promise<RemainingAnswer> {
    this.#question?.answer('neither')
    return new Promise((resolve) => {
      const answer = (given: RemainingAnswer): void => {
        this.#question = null
        resolve(given)
      }
      this.#question = { files, canLeaveOut, answer }
    })
  }
}
