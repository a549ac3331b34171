// Why a place may remain in a file: thrown by whatever looks for places, and turned into a refusal where a copy is asked for.

/** `kind`: files of this kind are not understood. `seen`: it says a place that cannot be removed. `form`: it is not built as its kind says. */
export type RemainingWhy = 'kind' | 'seen' | 'form'

export class PlaceRemains extends Error {
  readonly why: RemainingWhy

  constructor(why: RemainingWhy, message: string) {
    super(message)
    this.name = 'PlaceRemains'
    this.why = why
  }
}
