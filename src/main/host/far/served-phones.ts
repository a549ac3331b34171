// Serves the contract and the files to phones that have proven their keys, to each with its rights.
import type { Channel } from '../../../core/contract/channel.ts'
import type { DoorHandlers } from '../../../core/contract/index.ts'
import type { EventSource } from '../../../core/contract/events.ts'
import { serveContract, type DoorLog } from '../../../core/contract/server.ts'
import type { EngineFiles, PhoneRow, Phones } from '../../../core/index.ts'
import { RateLimit } from '../../front/rate-limit.ts'
import type { PushNetwork } from '../push/index.ts'
import { undoBy, type KeptAct } from './acts/index.ts'
import { FarFiles, refuseStream } from './far-files.ts'
import { limitToPhone } from './far-rights.ts'
import { phoneId, type FarSession } from './far-session.ts'
import { InView } from './in-view.ts'
import { DELETIONS_AN_HOUR } from './limit-deletions.ts'
import { createOwnCalls } from './own-calls.ts'
import type { PageWatch } from './page-watch.ts'
import { PhoneUploads } from './phone-uploads.ts'
import { LOCK_TIMES, SessionLock, Unlockings, type LockTimes } from './session-lock.ts'

export interface ServingParts {
  /** The handlers of a page, without paths. */
  handlers: DoorHandlers
  files: EngineFiles
  /** Looks at the page that a station serves. The door closes it. */
  page: PageWatch
  log: DoorLog
  /** What a test replaces of push services. */
  pushNetwork?: PushNetwork
  /** Shorter in tests. */
  lockTimes?: LockTimes
}

interface ProvenPhone {
  session: FarSession
  channel: Channel
  phones: Phones
  phone: PhoneRow
  events: EventSource
}

const MAX_CALLS = 64
const HOUR_MS = 60 * 60_000

export class ServedPhones {
  readonly inView = new InView()
  readonly #parts: ServingParts
  readonly #uploads = new PhoneUploads()
  readonly #deletions = new RateLimit(DELETIONS_AN_HOUR, HOUR_MS, Date.now)
  readonly #unlockings: Unlockings
  readonly #open = new Set<FarFiles>()

  constructor(parts: ServingParts) {
    this.#parts = parts
    this.#unlockings = new Unlockings(parts.lockTimes ?? LOCK_TIMES)
  }

  serve({ session, channel, phones, phone, events }: ProvenPhone): void {
    const { handlers, page, log, pushNetwork } = this.#parts
    const [id, { tunnel }] = [phoneId(phone.id), session]
    const lock = new SessionLock({
      phone: id,
      hasLock: () => phones.locks.find(phone.id) !== null,
      unlockings: this.#unlockings,
      onQuiet: () => session.close('locked'),
    })
    const keep = (act: KeptAct): Promise<void> =>
      phones.acts.keep({ phone: phone.id, ...act }).catch((error: unknown) => {
        log.warn('act-of-phone-not-kept', { message: String(error) })
      })
    this.inView.begin(tunnel, phone.id)
    const files = new FarFiles(this.#filesOf(id, keep))
    this.#open.add(files)
    tunnel.onOpen((head, stream) => {
      lock.hear()
      if (lock.isOpen) files.answer(head, stream)
      else refuseStream(stream, 403)
    })
    tunnel.onClose(() => {
      lock.close()
      this.#open.delete(files)
      files.close()
    })
    const own = createOwnCalls(
      { people: handlers.people, page, inView: this.inView, pushNetwork },
      {
        ...{ phones, id: phone.id, session, lock, unlockings: this.#unlockings },
        findOrigin: async () => (await handlers.phones.door({}, { signal: page.signal })).host,
      },
    )
    const limited = limitToPhone(
      { ...handlers, events: lock.whenOpen(events) },
      {
        ...{ rights: phone.rights, lock, own, keep, uploads: this.#uploads.of(id) },
        allowsDeletion: () => this.#deletions.allows(id),
      },
    )
    serveContract(channel, limited, log, MAX_CALLS)
  }

  close(): void {
    for (const files of this.#open) files.close()
  }

  /** The files of the home, of which it is known what this phone has stored. */
  #filesOf(phone: string, keep: (act: KeptAct) => Promise<void>): EngineFiles {
    const { files } = this.#parts
    return {
      ...files,
      add: async (sent) => {
        this.#uploads.begin(phone, sent.sealing)
        const added = await files.add(sent)
        this.#uploads.add(phone, added)
        const undo = undoBy('space', 'delete', { ref: added.ref })
        if (!added.isKnown) await keep({ call: 'files.add', about: added.name, undo })
        return added
      },
    }
  }
}
