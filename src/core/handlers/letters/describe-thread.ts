// Maps the facts of a thread to the contract. Who can open its letters is looked up now, as in a
// list of letters.
import { equalBytes } from '../../base/index.ts'
import type {
  Addressee,
  Cursor,
  LetterSummary,
  OpensFrom,
  Party,
  RefText,
  ThreadSummary,
} from '../../contract/index.ts'
import { opensFrom } from '../../delivery/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import type { ListedEntry, ThreadFacts } from '../../views/index.ts'
import { groupId, isoTime, isoTimeOrNull, partyOf, wideAddressee } from '../../contract-ids.ts'
import { describeTidy, partiesOf, stateNow, summarise } from './describe-letter.ts'

const MAX_PEOPLE = 6

export function describeThread(parts: LetterParts, facts: ThreadFacts): ThreadSummary {
  const { first, newest, newestUnopened } = facts
  const group = typeof facts.row === 'number' ? null : facts.row
  const talk = group === null ? findTalk(parts, first) : groupAddressee(parts, group)
  const summary = summarise(parts, newest)
  const { state, stateAt } = stateNow(parts, (group === null ? newestUnopened : null) ?? newest)
  const people = peopleOf(parts, facts)
  return {
    thread: first.ref as RefText,
    group: group === null ? null : groupId(group),
    talk,
    subject: talk !== null || first.subject === null ? null : withoutPrefixes(first.subject),
    people: people.slice(-MAX_PEOPLE),
    peopleCount: people.length,
    count: facts.count,
    unopened: facts.unopenedCount,
    fresh: { letters: facts.fresh.letters, messages: facts.fresh.said },
    ...opensNow(facts.unopened.map((object) => wayOf(parts, object, newest, summary))),
    hasUnseenOpening: newestUnopened?.policy.mode === 'open',
    newestAt: isoTime(facts.newestAt),
    state,
    stateAt,
    newest: summary,
    snippet: summary.excerpt,
    attached: { count: facts.attached.count, size: facts.attached.bytes },
    tidy: describeTidy(facts.tidy),
    muted: facts.muted === null ? null : { until: isoTimeOrNull(facts.muted.until) },
    cursor: facts.cursor as Cursor,
  }
}

/** Returns who is in the talk. Null if the letter was not said. */
function findTalk(parts: LetterParts, { isSaid, talk, wide }: ListedEntry): Addressee | null {
  if (!isSaid || talk === null) return null
  const group = wide.find(({ key }) => equalBytes(key, talk))
  return group === undefined ? partyOf(parts, talk) : wideAddressee(parts, group)
}

/** Removes what programs put before the subject of an answer, in whatever language is usual. */
const PREFIXES = /^(?:\s*(?:re|fwd?|aw|wg|antw|sv|vs|tr|rif|返信|転送)(?:\[\d+\])?\s*[:：])+\s*/iu

export function withoutPrefixes(subject: string): string {
  const rest = subject.replace(PREFIXES, '')
  return rest === '' ? subject : rest
}

/** Others by their latest letter, the newest last; then oneself. */
function peopleOf(parts: LetterParts, { authors }: ThreadFacts): Party[] {
  const { person: me } = partyOf(parts, parts.identity.person)
  const all = authors.map((entry) => partiesOf(parts, entry).from)
  return [...all.filter(({ person }) => person !== me), ...all.filter(({ person }) => person === me)]
}

const BEST_FIRST: readonly OpensFrom[] = ['here', 'author', 'stations', 'nobody']

function opensNow(ways: readonly OpensFrom[]): Pick<ThreadSummary, 'opensNow' | 'opensFrom'> {
  return {
    opensNow: ways.filter((way) => way !== 'nobody').length,
    opensFrom: BEST_FIRST.find((way) => ways.includes(way)) ?? null,
  }
}

/** The way to the newest letter is in its summary already. */
function wayOf(
  parts: LetterParts,
  object: Uint8Array,
  newest: ListedEntry,
  { opensFrom: known }: LetterSummary,
): OpensFrom {
  if (known !== null && equalBytes(object, newest.object)) return known
  const received = parts.inbox.find(parts.ledger, object)
  return received === null ? 'nobody' : opensFrom(parts, received)
}

function groupAddressee(parts: LetterParts, key: Uint8Array): Addressee {
  return wideAddressee(parts, { kind: 'group', key })
}
