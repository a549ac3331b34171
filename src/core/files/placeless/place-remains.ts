// The error for a location that may remain in a file. The search throws it; placeless-links.ts
// turns it into a refusal that asks the owner.

/**
 * `kind`: the file type is not understood. `seen`: it contains a location that cannot be removed.
 * `form`: it does not follow the rules of its format.
 */
export type RemainingWhy = 'kind' | 'seen' | 'form'

export class PlaceRemains extends Error {
  readonly why: RemainingWhy

  constructor(why: RemainingWhy, message: string) {
    super(message)
    this.name = 'PlaceRemains'
    this.why = why
  }
}
