// What the engine tells without being asked, in the past tense.
// An event says that something changed, not what it is now: the listener asks again.
import type { DraftId, FileId, GroupId, KnockId, PersonId, RefText, SealingId } from './ids.ts'

export type EngineEvent =
  /** A notice was received and filed; of an album only the first. */
  | { type: 'letter-arrived'; ref: RefText; from: PersonId }
  /** A letter, sent or received, has another state for some reader. */
  | { type: 'letter-changed'; ref: RefText }
  | { type: 'contact-changed'; person: PersonId }
  | { type: 'knock-arrived'; knock: KnockId }
  /** Its members, name or links, what I am in it, or who asks to join. */
  | { type: 'group-changed'; group: GroupId }
  /** Whom I follow, or what is known of their posts. */
  | { type: 'followed-changed'; person: PersonId }
  /** A large file that is being stored has come further, or has ended; not more often than a few times a second. */
  | { type: 'sealing-changed'; sealing: SealingId }
  /** An export, a check or an import has begun, come further or ended; not more often than a few times a second. */
  | { type: 'work-changed' }
  /** Stored, described, filed or replaced. */
  | { type: 'file-changed'; file: FileId }
  /** A folder that is being stored has come further, or has ended; not more often than a few times a second. */
  | { type: 'folder-changed'; path: string }
  /** An album, mine or another's, has come, has other pages, or is for others. */
  | { type: 'album-changed'; album: RefText; from: PersonId }
  /** What is stored or kept here: something was deleted, dropped or pinned, or went for want of room. */
  | { type: 'space-changed' }
  | { type: 'network-changed' }
  | { type: 'draft-changed'; draft: DraftId }
  /** Its settings, a run, what came of it, or who has heard of a new device. */
  | { type: 'backup-changed' }
  /** Empty, locked or open: it is another one now. */
  | { type: 'home-changed' }

/** The serving side of a subscription. */
export interface EventSource<Event = EngineEvent> {
  /** Calls `listener` in order of happening until the returned function is called. */
  subscribe(listener: (event: Event) => void): () => void
}
