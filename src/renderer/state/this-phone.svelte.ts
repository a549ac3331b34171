// This phone at its home, on a phone only: the route by which home is found, and the messages that it
// gets while nobody sees its page. What the page chose is in its settings; what home does is read.
import type { OwnPhone, PushWords } from '../../core/contract/index.ts'
import { keepRoute } from '../bridge/far-home.ts'
import {
  askForPush,
  findPushStanding,
  findSubscription,
  isSubscribedWith,
  mayPush,
  subscribe,
  unsubscribe,
  type PushStanding,
} from '../bridge/far-push.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class ThisPhone extends LiveRead<OwnPhone> {
  #standing = $state<PushStanding>(findPushStanding())
  /** At the next reading the subscription is compared with what home has. */
  #isUnsure = true

  constructor(app: App) {
    super(app, { read: () => this.#readSelf(), after: ['phones-changed'], isReadHidden: true })
  }

  /** Whether this browser can get messages. */
  get standing(): PushStanding {
    return this.#standing
  }

  /** What the messages of this phone show; null if it gets none. */
  get words(): PushWords | null {
    const { push } = this.value ?? {}
    return !push || push.endpoint === null ? null : push.words
  }

  /**
   * Call this function in a click handler. Does nothing if the person, or the system, forbids it.
   * @throws EngineError, or DOMException if the push service does not answer
   */
  async turnOn(words: PushWords): Promise<void> {
    await askForPush()
    this.#standing = findPushStanding()
    if (!mayPush()) return
    const { settings } = this.app
    const own = this.value ?? (await this.app.api.phones.self())
    this.set(await this.#send(words, await subscribe(own.push.key)))
    settings.pushWords = words
    settings.notify = true
  }

  /** @throws EngineError */
  async changeWords(words: PushWords): Promise<void> {
    const subscription = await findSubscription()
    if (subscription === null) return this.turnOn(words)
    this.set(await this.#send(words, subscription))
    this.app.settings.pushWords = words
  }

  /** @throws EngineError */
  async turnOff(): Promise<void> {
    this.app.settings.notify = false
    await unsubscribe()
    this.set(await this.#send(this.app.settings.pushWords, null))
  }

  /** The browser says that its subscription has changed. */
  checkSoon(): void {
    this.#isUnsure = true
    this.readSoon()
  }

  async #readSelf(): Promise<OwnPhone> {
    const own = await this.app.api.phones.self()
    await keepRoute(own.route)
    if (!this.#isUnsure) return own
    this.#isUnsure = false
    // The next opening tries again.
    return this.#compare(own).catch(() => own)
  }

  /** A subscription may have been lost or renewed while no page was open. */
  async #compare(own: OwnPhone): Promise<OwnPhone> {
    const { notify, pushWords: words, locale } = this.app.settings
    const { key, endpoint, language } = own.push
    const subscription = await findSubscription()
    const isWanted = notify && mayPush()
    if (!isWanted) return endpoint === null ? own : this.#send(words, null)
    const isSame = subscription?.endpoint === endpoint && (await isSubscribedWith(key))
    if (isSame && own.push.words === words && language === locale) return own
    return this.#send(words, isSame ? subscription : await subscribe(key))
  }

  #send(words: PushWords, subscription: Awaited<ReturnType<typeof findSubscription>>): Promise<OwnPhone> {
    return this.app.api.phones.setPush({ subscription, words, language: this.app.settings.locale })
  }
}
