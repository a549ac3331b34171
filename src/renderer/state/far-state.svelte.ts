// How the home of a phone stands, and since when.
import type { FarDoor, FarStanding } from '../bridge/far-door.ts'

export class FarState {
  #standing = $state<FarStanding>('reaching')
  /** When the home was last connected; null if it was not since the page began. */
  #seenAt = $state.raw<Date | null>(null)

  constructor(door: FarDoor) {
    door.onStanding((standing) => {
      // Whether it sleeps is known only after the attempt, so an attempt changes no sentence.
      if (standing === 'reaching' && this.#standing !== 'online') return
      if (this.#standing === 'online') this.#seenAt = new Date()
      this.#standing = standing
    })
  }

  get standing(): FarStanding {
    return this.#standing
  }

  get seenAt(): Date | null {
    return this.#seenAt
  }
}
