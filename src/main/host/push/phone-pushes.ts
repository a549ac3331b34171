// Tells paired phones of arrivals through the push services of their browsers, while this home is on.
// Path: an event of the engine → who wants to know it → words → sealed → posted. A phone in whose view
// the page is gets the event itself, and no push.
import type { DoorHandlers, EngineEvent, LetterSummary } from '../../../core/contract/index.ts'
import type { DoorLog } from '../../../core/contract/server.ts'
import type { PhonePush, PhoneRow, Phones, WakePlan, WakeSource } from '../../../core/index.ts'
import { isPushService, postPush, type PushNetwork } from './post-push.ts'
import { encodePushMessage } from './push-message.ts'
import { wordsOfPush } from './push-words.ts'
import { keysOf, sealPush } from './seal-push.ts'
import { Vapid } from './vapid.ts'
import { planWakes } from './wakes.ts'

export interface PhonePushesOptions {
  /** The phones of the open home. Null while it is empty or locked. */
  phones: () => Phones | null
  handlers: Pick<DoorHandlers, 'home' | 'phones' | 'events'>
  /** True if somebody sees the page on the phone. */
  isInView: (phone: Uint8Array) => Promise<boolean>
  log: DoorLog
  network?: PushNetwork
}

interface PushedPhone extends Pick<PhoneRow, 'id'> {
  push: PhonePush
}

/** So long a token of this home is accepted. */
const TOKEN_LIFE_MS = 12 * 60 * 60_000

export class PhonePushes implements WakeSource {
  readonly #options: PhonePushesOptions
  readonly #unsubscribe: () => void
  readonly #closing = new AbortController()

  constructor(options: PhonePushesOptions) {
    this.#options = options
    this.#unsubscribe = options.handlers.events.subscribe((event) => this.#hear(event))
  }

  /** What a station gets, for the time in which this home is away. */
  async plan(): Promise<WakePlan[]> {
    const phones = this.#options.phones()
    const host = await this.#findHost()
    return phones === null || host === null ? [] : planWakes(phones, host)
  }

  /** Where phones find the page; null while nobody serves it. */
  async #findHost(): Promise<string | null> {
    return (await this.#options.handlers.phones.door({}, { signal: this.#closing.signal })).host
  }

  /** Ends what is under way. */
  close(): void {
    this.#unsubscribe()
    this.#closing.abort()
  }

  #hear(event: EngineEvent): void {
    if (event.type !== 'letter-arrived' && event.type !== 'letter-waits') return
    const { letter, isMuted } = event
    // What a rule archived, and what is muted, makes no sound here either.
    if (isMuted || letter.tidy.archived || letter.ref === null) return
    this.#tellAll(letter, event.type === 'letter-waits').catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.#options.log.warn('push-failed', { message: String(error) })
    })
  }

  async #tellAll(letter: LetterSummary, isWaiting: boolean): Promise<void> {
    const phones = this.#options.phones()
    const key = phones?.pushKey ?? null
    if (phones === null || key === null || !phones.door.isOn) return
    const pushed = phones.list().flatMap(({ id, push }) => (push === null ? [] : [{ id, push }]))
    if (pushed.length === 0) return
    const vapid = new Vapid(key)
    const { signal } = this.#closing
    const { handlers, isInView } = this.#options
    const [host, { boxes, news }] = await Promise.all([
      this.#findHost(),
      handlers.home.standing({}, { signal }),
    ])
    if (host === null) return
    const shown = { origin: host, place: placeOf(letter), unread: boxes.inbox.unreadThreads + news }
    await Promise.all(
      pushed.map(async (phone) => {
        if (await isInView(phone.id)) return
        const { words, language } = phone.push
        const text = wordsOfPush(letter, { words, language, isWaiting })
        await this.#tell(phones, phone, encodePushMessage(text, { ...shown, language }), vapid)
      }),
    )
  }

  async #tell(phones: Phones, { push }: PushedPhone, message: Uint8Array, vapid: Vapid): Promise<void> {
    const { endpoint } = push.subscription
    const { result, status } = await postPush(
      {
        endpoint,
        authorization: vapid.authorize(endpoint, Date.now() + TOKEN_LIFE_MS),
        body: sealPush(message, keysOf(push.subscription)),
      },
      { ...this.#options.network, signal: this.#closing.signal },
    )
    if (this.#closing.signal.aborted) return
    await phones.recordPush({ endpoint, result, status })
    if (result !== 'sent') this.#options.log.warn('push-not-taken', { result, status })
  }
}

/** True if messages for this subscription can be sealed, and a known service takes them. */
export function canPush(
  push: Pick<PhonePush, 'subscription'>,
  { isService = isPushService }: PushNetwork = {},
): boolean {
  try {
    sealPush(new Uint8Array(0), keysOf(push.subscription))
    return isService(push.subscription.endpoint)
  } catch {
    // The key is no point of the curve.
    return false
  }
}

/** The address of a letter in the page. */
function placeOf({ kind, ref }: LetterSummary): string {
  const tail = encodeURIComponent(ref!.replace('fumikura://ref/', ''))
  return kind === 'album' ? `#/files/albums/${tail}` : `#/inbox/${tail}`
}
