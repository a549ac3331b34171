// How the home of a phone stands, how old is what the page shows meanwhile, and what waits for home.
import { SvelteMap } from 'svelte/reactivity'
import type { Component } from 'svelte'
import type { DraftId, GroupId, Letter, RefText, SentDraft } from '../../core/contract/index.ts'
import type { FarDoor, FarStanding } from '../bridge/far-door.ts'
import type { Outbox } from '../bridge/outbox.ts'
import { REMEMBERED, type Remembering } from '../bridge/remembering.ts'
import { isQuiet, MAY_WAIT, type Waiting } from '../bridge/waiting-calls.ts'
import { m } from '../messages/far.ts'
import type { Need } from '../shared/needs.ts'
import type { App } from './app.svelte.ts'
import { Drafts } from './drafts.svelte.ts'
import type { PhoneLock } from './phone-lock.svelte.ts'
import { composePlace, formatPlace, parsePlace, type Place } from './place.ts'

/** What only a phone draws. It is loaded with its page, as it is needed without a network. */
export interface FarParts {
  /** What waits, and what home refused: at the head of the drafts. */
  Waiting: Component
  /** At the foot of a thread or a talk: the words for it that wait. */
  WaitingHere: Component<{ refs: readonly RefText[]; partner?: string | null }>
  /** In a row that a waiting act has changed. */
  Mark: Component<{ refs: readonly (RefText | null)[]; group: GroupId | null }>
}

/** The undo button disappears a little before undo stops working. */
const UNDO_MARGIN_MS = 500

export class FarState {
  #standing = $state<FarStanding>('reaching')
  /** When the home was connected last, by its clock; null if it was not since the page began. */
  #seenAt = $state.raw<number | null>(null)
  /** The oldest answer of the memory at each place of the page. ms by the clock of home */
  readonly #ages = new SvelteMap<string, number>()

  #waiting = $state.raw<readonly Waiting[]>([])
  readonly outbox: Outbox
  readonly parts: FarParts
  readonly #remembering: Omit<Remembering, 'around'>
  readonly lock: PhoneLock
  /** True once, after the pairing: the page offers a lock, then to tell of new letters. */
  offersLock = $state(false)
  offersPush = $state(false)

  constructor(
    door: Pick<FarDoor, 'onStanding'>,
    remembering: Omit<Remembering, 'around'>,
    outbox: Outbox,
    parts: FarParts,
    lock: PhoneLock,
  ) {
    this.#remembering = remembering
    this.outbox = outbox
    this.parts = parts
    this.lock = lock
    outbox.onChange(() => (this.#waiting = outbox.waiting))
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

  /** What the person did and home has not done, the oldest first; without what they do not know of. */
  get waiting(): readonly Waiting[] {
    return this.#waiting.filter((one) => !isQuiet(one))
  }

  /** The sentences of a phone, for components that every page has. */
  get words(): typeof m.phone {
    return m.phone
  }

  /** True if this can be done while home is away. */
  canWait(need: Need): boolean {
    return MAY_WAIT.has(need) || REMEMBERED.has(need)
  }

  /** A letter waits on this phone; until home can have it, it can be a draft again. */
  showWaiting({ toasts, route }: Pick<App, 'toasts' | 'route'>, draft: DraftId): void {
    const edit = async (): Promise<void> => {
      await this.takeBack(draft)
      route.go(composePlace({ draft }))
    }
    toasts.show({ text: m.phone.goesLater, undo: edit })
  }

  /** @throws HOME_AWAY if home may have it */
  async takeBack(draft: DraftId): Promise<void> {
    const sends = this.#waiting.filter(({ call }) => call === 'drafts.send' || call === 'talks.say')
    const send = sends.find(({ input }) => 'draft' in input && input.draft === draft)
    await this.outbox.takeBack(send?.id ?? '')
  }

  /** A letter that has waited is sent. Undo works as for every other one. */
  async showSent(app: App, { ref, undoMs }: SentDraft): Promise<void> {
    const { subject } = await app.api.letters.summary({ ref })
    app.toasts.show({
      text: m.phone.onItsWay(subject ?? ''),
      ...(undoMs > 0 && {
        undo: () => app.noun(Drafts).undoSend(ref),
        lastsMs: undoMs - UNDO_MARGIN_MS,
      }),
    })
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
