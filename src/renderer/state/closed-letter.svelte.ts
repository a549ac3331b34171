// A letter whose text is not shown: why, what it says of itself, and what its reader can do. Beside
// reference in the life of a message; a page and a line draw it.
import {
  isEngineError,
  type Contact,
  type EngineError,
  type ErrorCode,
  type LetterSummary,
  type PersonId,
  type ThreadGap,
  type ThreadLetter,
} from '../../core/contract/index.ts'
import { describeCode, isWordOfStations } from '../messages/errors.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import type { OpeningPhase } from './openings.svelte.ts'
import { People } from './people.svelte.ts'
import type { ThreadView } from './thread.svelte.ts'

export type Closed =
  /** This home has no notice of the letter, because another person forwarded its link. */
  | 'link'
  | 'missing'
  | 'sealed'
  | 'asking'
  | 'waiting'
  /** Recalled, expired or held before it was opened here. */
  | 'ended'
  | 'refused'
  /** It differs from its notice, or its store was rewritten. */
  | 'altered'
  | 'not-mine'

const WITHDRAWN: Partial<Record<LetterSummary['state'], ErrorCode>> = {
  ...{ recalled: 'RECALLED', expired: 'EXPIRED', held: 'HELD' },
}

const CLOSED: Partial<Record<ErrorCode, Closed>> = {
  ...{ SEALED: 'sealed', NOT_A_READER: 'not-mine', AMBIGUOUS: 'missing', NOT_FOUND: 'missing' },
  ...{ RECALLED: 'ended', EXPIRED: 'ended', HELD: 'ended', ALTERED: 'altered', REWRITTEN: 'altered' },
}

/** True for a letter that its author has withdrawn, so that nothing opens it. */
export const isWithdrawn = ({ state }: LetterSummary): boolean => WITHDRAWN[state] !== undefined

export function decideClosed(
  gap: Pick<ThreadGap, 'code'>,
  summary: Pick<LetterSummary, 'state'> | null,
  opening: OpeningPhase | null,
): Closed {
  if (opening !== null && opening.step !== 'refused') return opening.step
  const withdrawn = summary === null ? undefined : WITHDRAWN[summary.state]
  if (withdrawn === undefined && isWordOfStations(opening?.error)) return 'refused'
  const code = withdrawn ?? opening?.error.code ?? gap.code
  return code === 'NOT_FOUND' && opening === null ? 'link' : (CLOSED[code] ?? 'refused')
}

interface Refusal {
  title: string
  text: string
}

export class ClosedLetter {
  readonly #app: App
  readonly #view: ThreadView
  readonly #people: People
  readonly #entry: () => ThreadLetter

  /** `entry`: a letter of the view that has no text. */
  constructor(app: App, view: ThreadView, entry: () => ThreadLetter) {
    this.#app = app
    this.#view = view
    this.#people = app.noun(People)
    this.#entry = entry
  }

  get gap(): ThreadGap {
    return this.#entry().shown as ThreadGap
  }

  get summary(): LetterSummary | null {
    return this.#entry().summary
  }

  get opening(): OpeningPhase | null {
    return this.#view.openings.phaseOf(this.gap.ref)
  }

  get is(): Closed {
    return decideClosed(this.gap, this.summary, this.opening)
  }

  get code(): ErrorCode {
    const { summary, error } = this
    return (summary === null ? undefined : WITHDRAWN[summary.state]) ?? error?.code ?? this.gap.code
  }

  /** Why it was refused. Null if nobody was asked. */
  get error(): EngineError | null {
    if (this.opening?.step === 'refused') return this.opening.error
    return isEngineError(this.#view.error) ? this.#view.error : null
  }

  get errorAt(): Date {
    return this.opening?.step === 'refused' ? this.opening.at : this.#app.clock.now
  }

  get name(): string {
    return this.gap.from?.name || m.letter.thread.unknownAuthor
  }

  get contact(): Contact | null {
    return this.gap.from === null ? null : this.#people.find(this.gap.from.person)
  }

  /** The author whom the ref of a link names, if they are known. Only the letter itself proves it. */
  get linkedAuthor(): string | null {
    return this.#people.find(this.error?.details['author'] as PersonId)?.name ?? null
  }

  get isFromStations(): boolean {
    return this.summary?.opensFrom === 'stations'
  }

  /** True if nobody can hand it over now. A list knows it; a letter of a stranger has no list. */
  get isAway(): boolean {
    const opensFrom = this.summary?.opensFrom ?? null
    return opensFrom === null ? this.contact?.online === false : opensFrom === 'nobody'
  }

  /** Shown beside the button, so that the reader knows it before opening. */
  get tells(): string {
    return this.summary?.policy.mode === 'open'
      ? m.letter.sealed.tellsNobodySentence
      : m.letter.sealed.tellsSentence(this.name)
  }

  get refusal(): Refusal {
    const { refused, alarm } = m.letter
    const { code, error, name } = this
    if (isWordOfStations(error) && this.is === 'refused') {
      const [said, of] = [error.details.said, error.details.of].map((count) => f.number(Number(count)))
      return { title: refused.saidTitle, text: refused.said(name, said!, of!) }
    }
    const until = this.summary?.policy.expires ?? null
    const expired =
      until === null ? refused.expiredUnknown : refused.expired(f.dayAndTime(until, this.#app.clock.now))
    const words: Partial<Record<ErrorCode, [title: string, text: string]>> = {
      RECALLED: [refused.recalledTitle, refused.recalled(name)],
      EXPIRED: [refused.expiredTitle, expired],
      HELD: [refused.heldTitle, refused.held(name)],
      NOT_YET: [refused.notYetTitle, refused.notYet(name)],
      NOT_A_READER: [refused.notReaderTitle, refused.notReader],
      BLOCKED: [refused.blockedTitle, refused.blocked],
      QUOTA: [refused.quotaTitle, refused.quota(name)],
      UNREACHABLE: [refused.unreachableTitle, refused.unreachable(name)],
      NOT_FOUND: [refused.missingTitle, refused.missing],
      AMBIGUOUS: [refused.missingTitle, refused.missing],
      ALTERED: [alarm.alteredTitle, alarm.altered(name)],
      REWRITTEN: [alarm.rewrittenTitle, alarm.rewritten(name)],
    }
    const [title, text] = words[code] ?? [refused.otherTitle, describeCode(code)]
    return { title, text }
  }

  /** True if nothing is left to answer, but its author can be asked about it. */
  get hasEnded(): boolean {
    return this.is === 'ended' && this.code !== 'HELD'
  }

  /** True if another try can succeed. */
  get canTryAgain(): boolean {
    return this.code === 'HELD' || (this.is === 'refused' && this.code !== 'BLOCKED')
  }

  open(): void {
    this.#view.open(this.gap)
  }

  cancel(): void {
    this.#view.openings.cancel(this.gap.ref)
  }
}
