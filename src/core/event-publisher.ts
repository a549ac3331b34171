// Publishes the engine's events: collects the nouns' events after each commit and keeps their
// order.
import { equalBytes, toHex } from './base/index.ts'
import type {
  AccountId,
  EngineEvent,
  EventSource,
  KnockId,
  LetterSummary,
  SealingFile,
  SealingId,
} from './contract/index.ts'
import type { Notice } from './feeds/index.ts'
import type { OpenHome } from './open-home.ts'
import type { SealingStatus } from './files/index.ts'
import type { LetterParts } from './letters/index.ts'
import { findGroupMute, listMutes } from './tidy/index.ts'
import {
  findLastChange,
  listArrived,
  readChanges,
  uniqueObjects,
  wideEntriesOf,
  type ListedEntry,
} from './views/index.ts'
import { firstOf, type ObjectChange } from './delivery/index.ts'
import { decodeBody, type ObjectKind } from './store/index.ts'
import { groupId, hexId, personId, refText } from './contract-ids.ts'

const MAX_CHANGES_AT_ONCE = 1000

const CHANGED: Readonly<Record<ObjectChange['of'], (change: ObjectChange) => EngineEvent>> = {
  row: ({ ref }) => ({ type: 'letter-changed', ref: refText(ref) }),
  album: ({ ref, author }) => ({ type: 'album-changed', album: refText(ref), from: personId(author) }),
}

/** The contents of events, in the words of the contract. The handlers know them. */
export interface EventWords {
  row(parts: LetterParts, entry: ListedEntry): LetterSummary
  sealing(status: SealingStatus): SealingFile
}

/** True if a letter arrived in a muted conversation. Only the index knows the thread of a letter. */
async function isOfMuted(
  { ledger, inbox, index, clockGuard }: LetterParts,
  object: Uint8Array,
): Promise<boolean> {
  const { now } = clockGuard.read()
  const audience = inbox.find(ledger, object)?.notice.audience
  const wide = audience === undefined ? [] : wideEntriesOf(audience)
  if (wide.some(({ key }) => findGroupMute(ledger, key, now) !== null)) return true
  // A letter that cannot be looked up is announced.
  return index.listMutesOf(object, now).then(
    (mutes) => mutes.length > 0,
    () => false,
  )
}

/** The words that came with a notice. */
function textOf(notice: Notice | undefined): string | null {
  const words = notice?.words ?? null
  return words === null ? null : Buffer.from(decodeBody(words.body)).toString('utf8')
}

export class EventPublisher implements EventSource {
  #words: EventWords | null = null
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  #skipUnheard: () => void = () => undefined
  #stops: (() => void)[] = []

  subscribe = (listener: (event: EngineEvent) => void): (() => void) => {
    // A new listener reads the state itself. Changes that nobody heard would come as news.
    if (this.#listeners.size === 0) this.#skipUnheard()
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Call this before anybody listens. */
  useWords(words: EventWords): void {
    this.#words = words
  }

  publish(event: EngineEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  attach(home: OpenHome): void {
    const { parts, peers, knocks, newPair } = home
    const { addressBook, inbox, ledger } = parts
    let seenSeq = findLastChange(ledger)
    this.#skipUnheard = () => {
      seenSeq = findLastChange(ledger)
    }
    /** Nothing is published of a row that cannot be computed: the lists have none either. */
    const attempt = <T>(compute: () => T): T | null => {
      try {
        return compute()
      } catch (error) {
        parts.log.warn('event-not-published', { message: String(error) })
        return null
      }
    }
    const publishChanges = (): void => {
      if (this.#listeners.size === 0) return
      const changes = readChanges(ledger, seenSeq, MAX_CHANGES_AT_ONCE)
      seenSeq = changes.at(-1)?.seq ?? seenSeq
      // An object that changed twice in one commit causes one event.
      for (const object of uniqueObjects(changes)) {
        const changed = attempt(() => firstOf(parts.kinds, (kind) => kind.changesOf?.(ledger, object)))
        for (const change of changed ?? []) this.publish(CHANGED[change.of](change))
      }
    }
    const publishInvites = (): void => this.publish({ type: 'invites-changed' })
    const publishContact = (person: Uint8Array): void =>
      this.publish({ type: 'contact-changed', person: personId(person) })
    const publishPresence = ({ person }: { person: Uint8Array | null }): void => {
      if (person !== null) publishContact(person)
      this.publish({ type: 'network-changed' })
    }
    const rowOfArrived = (
      kind: ObjectKind,
      object: Uint8Array,
      notice: Notice | undefined,
    ): LetterSummary | undefined => {
      const entry = parts.kinds[kind].describe?.(ledger, object) ?? null
      if (entry === null || entry.tidy.bin !== null) return undefined
      return this.#words?.row(parts, listArrived(object, entry, textOf(notice)))
    }
    const newsOf = (object: Uint8Array): LetterSummary | null => {
      if (this.#listeners.size === 0) return null
      const letter = attempt(() => {
        const notice = inbox.find(ledger, object)?.notice
        const kind = notice?.kind ?? 'mail'
        const isNews = parts.kinds[kind].isNews?.(ledger, object) === true
        return isNews ? rowOfArrived(kind, object, notice) : undefined
      })
      return letter ?? null
    }
    const publishRow = (type: 'letter-arrived' | 'letter-waits', object: Uint8Array): void => {
      const letter = newsOf(object)
      if (letter === null) return
      const publish = (isMuted: boolean): void =>
        this.publish({ type, ref: letter.ref!, from: letter.from.person, letter, isMuted })
      // A newsletter shows in its list, and nothing more.
      if (letter.mail?.isBulk === true) return publish(true)
      // What is urgent must not wait for the index, nor anything while nothing is muted.
      const canBeMuted = !letter.policy.urgent && listMutes(ledger, parts.clockGuard.read().now).length > 0
      if (canBeMuted) void isOfMuted(parts, object).then(publish)
      else publish(false)
    }
    // What a rule archives must not come as news first.
    const publishArrived = ({ object }: { object: Uint8Array }): void =>
      home.rules.afterwards(() => publishRow('letter-arrived', object))
    const publishReminder = async (object: Uint8Array): Promise<void> => {
      const entry = this.#listeners.size === 0 ? null : await parts.index.find(object).catch(() => null)
      if (entry?.needsMe !== true) return
      const letter = this.#words?.row(parts, entry)
      if (letter !== undefined) this.publish({ type: 'reminder-due', ref: letter.ref!, letter })
    }
    this.#stops = [
      ledger.onCommit(publishChanges),
      inbox.events.on('arrived', publishArrived),
      home.accounts.events.on('arrived', publishArrived),
      home.phones.events.on('changed', () => this.publish({ type: 'phones-changed' })),
      home.accounts.events.on('changed', (account) =>
        this.publish({
          type: 'account-changed',
          account: hexId(account) as AccountId,
        }),
      ),
      home.urgentSignals.events.on('due', ({ object }) => {
        if (inbox.find(ledger, object) !== null) publishRow('letter-waits', object)
      }),
      inbox.events.on('nudged', ({ object }) => publishRow('letter-waits', object)),
      home.mutes.events.on('changed', () => this.publish({ type: 'mutes-changed' })),
      home.reminders.events.on('due', ({ object }) => void publishReminder(object)),
      peers.events.on('connected', publishPresence),
      peers.events.on('disconnected', publishPresence),
      newPair.events.on('paired', publishContact),
      home.news.events.on('changed', () => this.publish({ type: 'news-changed' })),
      home.inviteDesk.events.on('changed', publishInvites),
      home.invites.events.on('changed', publishInvites),
      home.acceptance.events.on('changed', publishInvites),
      home.groups.events.on('changed', (group) =>
        this.publish({ type: 'group-changed', group: groupId(group) }),
      ),
      addressBook.events.on('changed', publishContact),
      addressBook.events.on('blocked', publishContact),
      addressBook.events.on('unblocked', publishContact),
      home.follows.events.on('changed', (person) =>
        this.publish({ type: 'followed-changed', person: personId(person) }),
      ),
      home.files.sealing.events.on('changed', ({ id, status }) =>
        this.publish({
          type: 'sealing-changed',
          sealing: toHex(id) as SealingId,
          progress: status === null ? null : (this.#words?.sealing(status) ?? null),
        }),
      ),
      home.jobs.events.on('changed', (change) => this.publish({ type: 'job-changed', ...change })),
      home.backups.events.on('changed', () => this.publish({ type: 'backup-changed' })),
      home.returnNotifier.events.on('changed', () => this.publish({ type: 'backup-changed' })),
      home.stations.joined.events.on('changed', () => this.publish({ type: 'stations-changed' })),
      home.stations.sightings.events.on('changed', () => this.publish({ type: 'author-stations-changed' })),
      home.typing.events.on('typing', ({ talk, person }) => {
        const group = equalBytes(talk, person) ? null : groupId(talk)
        this.publish({ type: 'typing', person: personId(person), group })
      }),
      home.space.events.on('changed', () => this.publish({ type: 'space-changed' })),
      knocks.events.on('arrived', (id) =>
        this.publish({ type: 'knock-arrived', knock: hexId(id) as KnockId }),
      ),
    ]
  }

  close(): void {
    this.#skipUnheard = () => undefined
    for (const stop of this.#stops.splice(0)) stop()
    this.#listeners.clear()
  }
}
