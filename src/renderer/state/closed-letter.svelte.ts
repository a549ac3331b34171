// A letter whose text is not shown: why, what it says of itself, and what its reader can do. Beside
// reference in the life of a message; a page and a line draw it.
import type {
  Contact,
  EngineError,
  ErrorCode,
  LetterSummary,
  PersonId,
  ThreadGap,
  ThreadLetter,
} from '../../core/contract/index.ts'
import { describeCode, describeError, isWordOfStations } from '../messages/errors.ts'
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
  canTryAgain?: boolean
  /** Nothing is left to answer, but its author can be asked about it. */
  canWrite?: boolean
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
    return this.opening?.step === 'refused' ? this.opening.error : this.#view.error
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
    return this.#people.find(this.#view.error?.details['author'] as PersonId)?.name ?? null
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
      return { title: refused.saidTitle, text: refused.said(name, said!, of!), canTryAgain: true }
    }
    switch (code) {
      case 'RECALLED':
        return { title: refused.recalledTitle, text: refused.recalled(name), canWrite: true }
      case 'EXPIRED': {
        const until = this.summary?.policy.expires ?? null
        const text =
          until === null ? refused.expiredUnknown : refused.expired(f.dayAndTime(until, this.#app.clock.now))
        return { title: refused.expiredTitle, text, canWrite: true }
      }
      case 'HELD':
        return { title: refused.heldTitle, text: refused.held(name), canTryAgain: true }
      case 'NOT_YET':
        return { title: refused.notYetTitle, text: refused.notYet(name), canTryAgain: true }
      case 'NOT_A_READER':
        return { title: refused.notReaderTitle, text: refused.notReader }
      case 'BLOCKED':
        return { title: refused.blockedTitle, text: refused.blocked }
      case 'QUOTA':
        return { title: refused.quotaTitle, text: refused.quota(name), canTryAgain: true }
      case 'UNREACHABLE':
        return { title: refused.unreachableTitle, text: refused.unreachable(name), canTryAgain: true }
      case 'NOT_FOUND':
      case 'AMBIGUOUS':
        return { title: refused.missingTitle, text: refused.missing }
      case 'ALTERED':
        return { title: alarm.alteredTitle, text: alarm.altered(name) }
      case 'REWRITTEN':
        return { title: alarm.rewrittenTitle, text: alarm.rewritten(name) }
      default:
        return {
          title: refused.otherTitle,
          text: error === null ? describeCode(code) : describeError(error),
          canTryAgain: true,
        }
    }
  }

  open(): void {
    this.#view.open(this.gap)
  }

  cancel(): void {
    this.#view.openings.cancel(this.gap.ref)
  }
}
