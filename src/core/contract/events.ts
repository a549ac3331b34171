// Events: what the engine publishes to its subscribers.
// An event says that something changed, not its new value. The listener calls the engine again.
// Events that come often (arrivals and progress) contain the new value, so that they cost no call.
import type {
  AccountId,
  DraftId,
  FileId,
  GroupId,
  IsoTime,
  JobId,
  KnockId,
  PersonId,
  RefText,
  SealingId,
} from './ids.ts'
import type { SealingFile } from './files.ts'
import type { LetterSummary } from './letter.ts'
import type { Job } from './portable.ts'

export type EngineEvent =
  /**
   * A notice was received and filed. For an album: only its first notice. `letter` is the row of
   * the letter. `isMuted`: its conversation is muted and the letter is not urgent, or it is a mail to
   * many.
   */
  | { type: 'letter-arrived'; ref: RefText; from: PersonId; letter: LetterSummary; isMuted: boolean }
  /** A sent or received letter has a new state for some reader. */
  | { type: 'letter-changed'; ref: RefText }
  /** The text of a large letter is being fetched: so many of its bytes are here. */
  | { type: 'letter-fetching'; ref: RefText; bytes: number }
  | { type: 'contact-changed'; person: PersonId }
  | { type: 'knock-arrived'; knock: KnockId }
  /**
   * An own invite was made or revoked, a guest came by one or was answered, or an accepted invite
   * has a new state.
   */
  | { type: 'invites-changed' }
  /** There is news, or news was seen or moved. */
  | { type: 'news-changed' }
  /** The group's members, name, links or join requests changed, or this person's role in it. */
  | { type: 'group-changed'; group: GroupId }
  /** The followed persons changed, or their known posts. */
  | { type: 'followed-changed'; person: PersonId }
  /** The storing of a large file made progress; null if it ended. At most a few times a second. */
  | { type: 'sealing-changed'; sealing: SealingId; progress: SealingFile | null }
  /**
   * An export, a check or an import made progress; null if it ended. At most a few times a second.
   */
  | { type: 'job-changed'; job: JobId; progress: Job | null }
  /** A file was stored, described, tagged or replaced. */
  | { type: 'file-changed'; file: FileId }
  /** An own album or another person's album is new, has changed pages, or has changed audiences. */
  | { type: 'album-changed'; album: RefText; from: PersonId }
  /**
   * Stored data changed: something was deleted, dropped, pinned, or evicted because of the quota.
   */
  | { type: 'space-changed' }
  | { type: 'network-changed' }
  /**
   * A letter still waits for this person, so its signal comes again: its author reminds of it, or it
   * is urgent, may break through, and is not confirmed yet. `isMuted` as for an arrival.
   */
  | { type: 'letter-waits'; ref: RefText; from: PersonId; letter: LetterSummary; isMuted: boolean }
  /** Nobody has answered this own letter by the time of its reminder. */
  | { type: 'reminder-due'; ref: RefText; letter: LetterSummary }
  /** A conversation was muted or unmuted, or the time of a mute is over. */
  | { type: 'mutes-changed' }
  /** A person is typing in a talk: in a group, or with this person. */
  | { type: 'typing'; person: PersonId; group: GroupId | null }
  /** A station was joined or left, connected or disconnected, or has more than before. */
  | { type: 'stations-changed' }
  /**
   * Stations of absent authors answered, or no longer do, so `opensFrom` of sealed letters may
   * differ.
   */
  | { type: 'author-stations-changed' }
  /**
   * A draft was saved, sent or removed. `savedAt`: as the answer of that save has it, so that a window
   * knows its own; null if the draft is gone. `isNew`: there is one draft more.
   */
  | { type: 'draft-changed'; draft: DraftId; savedAt: IsoTime | null; isNew: boolean }
  /** The saved searches of this person changed, or their order. */
  | { type: 'searches-changed' }
  /** A template or the signature changed. */
  | { type: 'templates-changed' }
  /** A rule changed, or was applied or undone. */
  | { type: 'rules-changed' }
  /**
   * The backup settings changed, a backup started or ended, or a contact received the new device.
   */
  | { type: 'backup-changed' }
  /**
   * A phone was paired, renamed or revoked, connected or disconnected, or waits for its digits; or the
   * door for phones changed.
   */
  | { type: 'phones-changed' }
  /** A mail account was added, changed or removed, or has another state or more mails. */
  | { type: 'account-changed'; account: AccountId }
  /** The state of the home changed: empty, locked, open or failing. */
  | { type: 'home-changed' }

/** The serving side of a subscription. */
export interface EventSource<Event = EngineEvent> {
  /**
   * Calls `listener` for each event in order, until the caller calls the returned function. A number
   * crosses a channel with its event.
   */
  subscribe(listener: (event: Event, number?: number) => void): () => void
}
