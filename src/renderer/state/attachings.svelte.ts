// Files that are stored for letters in progress: one queue for the app, one list for each letter.
// compose → store: writing continues meanwhile; the letter is sent when its last file is stored.
import { SvelteMap } from 'svelte/reactivity'
import type { SealingFile, SealingId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { Attaching } from './attaching.svelte.ts'
import type { Composition } from './composition.svelte.ts'
import { Lanes } from './lanes.ts'

/** Debounces events: several events within this time cause one question to the engine. */
const SETTLE_MS = 120

export class Attachings {
  readonly #app: App
  readonly #lanes = new Lanes()
  readonly #all = new Map<Composition, Attaching>()
  readonly #sealings = new SvelteMap<SealingId, SealingFile>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    app.events.on('sealing-changed', () => (this.#timer ??= setTimeout(() => void this.#read(), SETTLE_MS)))
    app.events.on('reconnected', () => {
      for (const attaching of this.#all.values()) attaching.retryUnreached()
    })
  }

  /** The files of this letter, for as long as it is being written. */
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

  async #read(): Promise<void> {
    this.#timer = undefined
    const now = await this.#app.api.files.sealings().catch(() => [])
    const ids = new Set(now.map(({ sealing }) => sealing))
    for (const id of this.#sealings.keys()) if (!ids.has(id)) this.#sealings.delete(id)
    for (const file of now) this.#sealings.set(file.sealing, file)
  }
}
