// How the home of a phone stands, and how old is what the page shows meanwhile.
import { SvelteMap } from 'svelte/reactivity'
import type { Letter } from '../../core/contract/index.ts'
import type { FarDoor, FarStanding } from '../bridge/far-door.ts'
import type { Remembering } from '../bridge/remembering.ts'
import { formatPlace, parsePlace, type Place } from './place.ts'

export class FarState {
  #standing = $state<FarStanding>('reaching')
  /** When the home was connected last, by its clock; null if it was not since the page began. */
  #seenAt = $state.raw<number | null>(null)
  /** The oldest answer of the memory at each place of the page. ms by the clock of home */
  readonly #ages = new SvelteMap<string, number>()

  readonly #remembering: Omit<Remembering, 'around'>
  /** True once, after the pairing: the page asks whether it shall tell of new letters. */
  offersPush = $state(false)

  constructor(door: Pick<FarDoor, 'onStanding'>, remembering: Omit<Remembering, 'around'>) {
    this.#remembering = remembering
    door.onStanding((standing) => {
      // Whether it sleeps is known only after the attempt, so an attempt changes no sentence.
      if (standing === 'reaching' && this.#standing !== 'online') return
      if (this.#standing === 'online') this.#seenAt = remembering.now()
      if (standing === 'online') this.#ages.clear()
      this.#standing = standing
    })
    remembering.onGiven((at) => {
      const place = formatPlace(parsePlace(location.hash))
      this.#ages.set(place, Math.min(at, this.#ages.get(place) ?? at))
    })
  }

  get standing(): FarStanding {
    return this.#standing
  }

  /** True if some of what the page shows came from the memory. */
  get isRemembered(): boolean {
    return this.#ages.size > 0
  }

  /** What this phone has shown can be read on it while home is away. */
  keepShown(letter: Omit<Letter, 'original'>): void {
    this.#remembering.keepShown(letter)
  }

  /** When home gave what this place shows, by its clock; null if it has given nothing. */
  shownAt(place: Place): Date | null {
    const at = this.#ages.get(formatPlace(place)) ?? this.#seenAt ?? this.#ages.values().next().value
    return at === undefined || at === null ? null : new Date(at)
  }
}
