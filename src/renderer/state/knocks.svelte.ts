// Contact requests of strangers (knocks) that wait for an answer. Before the life of a message,
// because nothing of a stranger is fetched before the person accepts.
import type { Knock, KnockId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export type KnockAnswer = 'yes' | 'no' | 'block'

interface AtTheDoor {
  list: readonly Knock[]
  isEnabled: boolean
}

export class Knocks extends LiveRead<AtTheDoor> {
  constructor(app: App) {
    const { knocks } = app.api
    super(app, {
      read: async () => {
        const [list, { enabled }] = await Promise.all([knocks.list(), knocks.status()])
        return { list, isEnabled: enabled }
      },
      after: ['knock-arrived'],
    })
    this.listen()
  }

  /** The knocks, newest first; null until they are read. */
  get list(): readonly Knock[] | null {
    return this.value?.list ?? null
  }

  /** True if strangers can send contact requests; null until the engine has answered. */
  get isEnabled(): boolean | null {
    return this.value?.isEnabled ?? null
  }

  /** @throws UNREACHABLE */
  async setEnabled(enabled: boolean): Promise<void> {
    const { enabled: isEnabled } = await this.app.api.knocks.setEnabled({ enabled })
    this.set({ list: this.list ?? [], isEnabled })
  }

  /** @throws NOT_FOUND, UNREACHABLE */
  async answer(knock: KnockId, answer: KnockAnswer): Promise<void> {
    await this.app.api.knocks.answer({ knock, answer })
    await this.read()
    this.app.counts.readSoon()
  }
}
