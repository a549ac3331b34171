// Files that are stored for letters in progress: one queue for the app, one list for each letter.
// compose → store: writing continues meanwhile; the letter is sent when its last file is stored.
import { SvelteMap } from 'svelte/reactivity'
import type { SealingFile, SealingId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { Attaching } from './attaching.svelte.ts'
import type { Composition } from './composition.svelte.ts'
import { Lanes } from './lanes.ts'

export class Attachings {
  readonly #app: App
  readonly #lanes = new Lanes()
  readonly #all = new Map<Composition, Attaching>()
  readonly #sealings = new SvelteMap<SealingId, SealingFile>()

  constructor(app: App) {
    this.#app = app
    app.events.on('sealing-changed', ({ sealing, progress }) => {
      if (progress === null) this.#sealings.delete(sealing)
      else this.#sealings.set(sealing, progress)
    })
    app.events.on('reconnected', () => {
      for (const attaching of this.#all.values()) attaching.retryUnreached()
    })
  }

  /** Returns the files of this letter, for as long as it is being written. */
  of(composition: Composition): Attaching {
    let attaching = this.#all.get(composition)
    if (attaching === undefined) {
      attaching = new Attaching(this.#app, composition, {
        lanes: this.#lanes,
        progressOf: (id) => this.#sealings.get(id) ?? null,
      })
      this.#all.set(composition, attaching)
    }
    return attaching
  }

  /** Called when the letter is sent, discarded, or on disk with no file in progress. */
  forget(composition: Composition): void {
    this.#all.get(composition)?.cancelAll()
    this.#all.delete(composition)
  }
}
