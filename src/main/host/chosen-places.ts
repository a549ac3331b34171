// Opaque names for paths that a page may use without knowing the path: places that the person chose
// in a desktop dialog, and files that the page sent.
// A script injected into the page can name no other path.
import { randomBytes } from 'node:crypto'
import { EngineError, type ErrorCode } from '../../core/contract/index.ts'

const FORM = /^place:[0-9a-f]{32}$/
/** The number of remembered paths; the oldest is forgotten first. */
const MAX_PLACES = 256

export class ChosenPlaces {
  readonly #paths = new Map<string, string>()

  /** Remembers a path and returns the name for it that the page gets. */
  add(path: string): string {
    const place = `place:${randomBytes(16).toString('hex')}`
    this.#paths.set(place, path)
    for (const old of [...this.#paths.keys()].slice(0, -MAX_PLACES)) this.#paths.delete(old)
    return place
  }

  /** @throws INVALID if `place` is a path, NOT_FOUND if the name is unknown or forgotten */
  resolve(place: string): string {
    if (!isPlace(place)) throw refusal('INVALID', 'A page cannot name a path on this machine.')
    const path = this.#paths.get(place)
    if (path === undefined) throw refusal('NOT_FOUND', 'Choose this place again.')
    return path
  }
}

export const isPlace = (text: string): boolean => FORM.test(text)

const refusal = (code: ErrorCode, message: string): EngineError => new EngineError(code, message)
