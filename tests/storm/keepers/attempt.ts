// One act of a person who may be killed during it.
import { isEngineError } from '../../../src/core/contract/errors.ts'
import type { OnePerson } from './world.ts'

/** `code`: null if it was done, `KILLED` if nobody knows. */
export type Attempt<T> = { code: null; value: T } | { code: string }

/** @throws every error but a refusal */
export async function attempt<T>(actor: OnePerson, act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    const value = await act()
    return actor.isOn ? { code: null, value } : { code: 'KILLED' }
  } catch (error) {
    if (!actor.isOn) return { code: 'KILLED' }
    if (isEngineError(error) && error.code !== 'INTERNAL') return { code: error.code }
    throw error
  }
}
