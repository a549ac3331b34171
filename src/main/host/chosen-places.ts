// Places on this machine that a page may name without knowing them: what its person chose in a dialog of the desktop, or a file that it
// sent itself. A script that got into the page has no others.
import { randomBytes } from 'node:crypto'
import { EngineError, type ErrorCode } from '../../core/contract/index.ts'

const FORM = /^place:[0-9a-f]{32}$/
/** So many are known at once; the oldest is forgotten. */
const MAX_PLACES = 256

export class ChosenPlaces {
  readonly #paths = new Map<string, string>()

  /** What a page is given for it. */
  add(path: string): string {
    const place = `place:${randomBytes(16).toString('hex')}`
    this.#paths.set(place, path)
    for (const old of [...this.#paths.keys()].slice(0, -MAX_PLACES)) this.#paths.delete(old)
    return place
  }

  /** @throws INVALID for a path, NOT_FOUND for a place that is not known any more */
  resolve(place: string): string {
    if (!isPlace(place)) throw refusal('INVALID', 'A page names no places on this machine.')
    const path = this.#paths.get(place)
    if (path === undefined) throw refusal('NOT_FOUND', 'This place has to be chosen again.')
    return path
  }
}

export const isPlace = (text: string): boolean => FORM.test(text)

const refusal = (code: ErrorCode, message: string): EngineError => new EngineError(code, message)
