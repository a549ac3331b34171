// Who can read a letter: its audiences, and its people page by page, as the engine reports them.
// After share and withdraw as well as after send. This is the result of the one access rule.
import type { ObjectAudience, ObjectReader, RefText, WhoCanRead } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

const PAGE = 50
/** The most that the contract returns at once. */
const MAX_PAGE = 1000

export class WhoView extends LiveRead<WhoCanRead> {
  readonly ref: RefText

  constructor(app: App, ref: RefText) {
    super(app, {
      // Reads as many names again as before.
      read: () => {
        const limit = Math.min(MAX_PAGE, Math.max(PAGE, this.readers.length))
        return app.api.letters.who({ ref, limit })
      },
      after: ['letter-changed'],
      // The ref of the address can be shortened.
      isConcerned: (event) => event.type !== 'letter-changed' || event.ref.startsWith(ref),
    })
    this.ref = ref
  }

  /** Null until it is read. */
  get audiences(): readonly ObjectAudience[] | null {
    return this.value?.audiences ?? null
  }

  get readers(): readonly ObjectReader[] {
    return this.value?.readers ?? []
  }

  /** The number of all readers; `readers` are those read so far. */
  get readerCount(): number {
    return this.value?.readerCount ?? 0
  }

  get isMail(): boolean {
    return this.value?.isMail ?? false
  }

  get isMine(): boolean {
    return this.value?.isMine ?? false
  }

  async more(): Promise<void> {
    if (this.value !== null) await this.setBy(this.#readMore(this.value))
  }

  async #readMore(known: WhoCanRead): Promise<WhoCanRead> {
    const after = known.readers.at(-1)?.person
    const page = await this.app.api.letters.who({ ref: this.ref, limit: PAGE, after })
    return { ...page, readers: [...known.readers, ...page.readers] }
  }
}
