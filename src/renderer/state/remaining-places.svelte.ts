// Files that may say where they were made, and cannot be cleaned: a person decides whether they are given as they are, or left out.
// Asked once for each act, over everything else. Part of "compose".
import { isEngineError, type RemainingPlace } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export type RemainingAnswer = 'as-is' | 'leave-out' | 'neither'

/** The same act again: these files as they are, or without them. */
export interface PlaceChoice {
  asIs: string[]
  leftOut: string[]
}

export interface RemainingQuestion {
  files: readonly RemainingPlace[]
  /** False where there is nothing to leave them out of. */
  canLeaveOut: boolean
  answer: (answer: RemainingAnswer) => void
}

const AT_FIRST: PlaceChoice = { asIs: [], leftOut: [] }

export class RemainingPlaces {
  #question = $state.raw<RemainingQuestion | null>(null)

  constructor(_app: App) {
    // Whoever goes elsewhere has decided on neither.
    addEventListener('hashchange', () => this.#question?.answer('neither'))
  }

  get question(): RemainingQuestion | null {
    return this.#question
  }

  /** Does something for which files are given to others; asks where the engine refuses it for their places. @throws as `act` */
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
