// Publishes the engine's events: collects the nouns' events after each commit and keeps their
// order.
import { toHex } from './base/index.ts'
import type { EngineEvent, EventSource, KnockId, SealingId } from './contract/index.ts'
import type { OpenHome } from './open-home.ts'
import { findLastChange, readChanges, uniqueObjects } from './views/index.ts'
import { firstOf, type ObjectChange } from './delivery/index.ts'
import { groupId, hexId, personId, refText } from './contract-ids.ts'

const MAX_CHANGES_AT_ONCE = 1000

const CHANGED: Readonly<Record<ObjectChange['of'], (change: ObjectChange) => EngineEvent>> = {
  row: ({ ref }) => ({ type: 'letter-changed', ref: refText(ref) }),
  album: ({ ref, author }) => ({ type: 'album-changed', album: refText(ref), from: personId(author) }),
}

export class EventPublisher implements EventSource {
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  #stops: (() => void)[] = []

  subscribe = (listener: (event: EngineEvent) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(event: EngineEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  attach(home: OpenHome): void {
    const { parts, peers, knocks, newPair } = home
    const { addressBook, inbox, ledger } = parts
    let seenSeq = findLastChange(ledger)
    const tellChanges = (): void => {
      if (this.#listeners.size === 0) return
      const changes = readChanges(ledger, seenSeq, MAX_CHANGES_AT_ONCE)
      seenSeq = changes.at(-1)?.seq ?? seenSeq
      // An object that changed twice in one commit causes one event.
      for (const object of uniqueObjects(changes)) {
        for (const change of firstOf(parts.kinds, (kind) => kind.changesOf?.(ledger, object)) ?? [])
          this.publish(CHANGED[change.of](change))
      }
    }
    const tellContact = (person: Uint8Array): void =>
      this.publish({ type: 'contact-changed', person: personId(person) })
    const tellPresence = ({ person }: { person: Uint8Array | null }): void => {
      if (person !== null) tellContact(person)
      this.publish({ type: 'network-changed' })
    }
    this.#stops = [
      ledger.onCommit(tellChanges),
      inbox.events.on('arrived', ({ object, author }) => {
        const received = inbox.find(ledger, object)
        if (received === null) return
        if (parts.kinds[received.notice.kind].isNews?.(ledger, object) === true)
          this.publish({ type: 'letter-arrived', ref: refText(received.notice.ref), from: personId(author) })
      }),
      peers.events.on('connected', tellPresence),
      peers.events.on('disconnected', tellPresence),
      newPair.events.on('paired', tellContact),
      home.groups.events.on('changed', (group) =>
        this.publish({ type: 'group-changed', group: groupId(group) }),
      ),
      addressBook.events.on('changed', tellContact),
      addressBook.events.on('blocked', tellContact),
      addressBook.events.on('unblocked', tellContact),
      home.follows.events.on('changed', (person) =>
        this.publish({ type: 'followed-changed', person: personId(person) }),
      ),
      home.files.sealing.events.on('changed', ({ id }) =>
        this.publish({ type: 'sealing-changed', sealing: toHex(id) as SealingId }),
      ),
      home.jobs.events.on('changed', () => this.publish({ type: 'work-changed' })),
      home.backups.events.on('changed', () => this.publish({ type: 'backup-changed' })),
      home.returnNotifier.events.on('changed', () => this.publish({ type: 'backup-changed' })),
      home.files.folders.events.on('changed', ({ path }) => this.publish({ type: 'folder-changed', path })),
      home.space.events.on('changed', () => this.publish({ type: 'space-changed' })),
      knocks.events.on('arrived', (id) =>
        this.publish({ type: 'knock-arrived', knock: hexId(id) as KnockId }),
      ),
    ]
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop()
    this.#listeners.clear()
  }
}
