// Announces arrivals: to screen readers, and by a notification if the window is not in view. The
// receive step of the life of a message.
import type { RefText } from '../../core/contract/index.ts'
import { useMessages } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { albumPlace } from './place.ts'

export class Arrivals {
  readonly #app: App

  constructor(app: App) {
    this.#app = app
    // A letter that cannot be read any longer needs no announcement.
    app.events.on('letter-arrived', ({ ref }) => void this.#tellLetter(ref).catch(() => undefined))
    app.events.on('knock-arrived', () => app.announcer.say(useMessages().shell.knocked))
  }

  async #tellLetter(ref: RefText): Promise<void> {
    const { api, announcer, shell, route, settings } = this.#app
    const { kind, from, subject, tidy, policy } = await api.letters.summary({ ref })
    // A muted thread is not announced.
    if (tidy.archived) return
    const { arrived, arrivedAlbum, arrivedUntitled } = useMessages().shell
    const isAlbum = kind === 'album'
    const tell = isAlbum ? arrivedAlbum : arrived
    announcer.say(subject === null ? arrivedUntitled(from.name) : tell(from.name, subject))
    if (!settings.notify) return
    shell.notify({
      title: from.name,
      body: subject ?? '',
      tag: ref,
      urgent: policy.urgent,
      onClick: () => route.go(isAlbum ? albumPlace(ref) : { screen: 'box', box: 'inbox', ref }),
    })
  }
}
