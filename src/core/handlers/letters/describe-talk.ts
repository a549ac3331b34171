// Maps a talk to the contract: a page of its letters with their texts, reactions, answers and read
// marks.
import { statusOf } from '../../access/index.ts'
import type { Audience } from '../../store/index.ts'
import { fromUtf8InTurns, toHex } from '../../base/index.ts'
import { isAnswer } from '../../contract/reader-states.ts'
import type { ReaderAnswer, RefText, Talk, TalkEntry, TalkLine, TalkOriginal } from '../../contract/index.ts'
import { findMark, readObjectText } from '../../delivery/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { findSettings, listFellowStates, listSeen } from '../../talks/index.ts'
import { isSaid, listedAt, type ListedEntry } from '../../views/index.ts'
import { describeAudience, isoTime, partyOf } from '../../contract-ids.ts'
import { summarise } from './describe-letter.ts'
import { describeReactions } from './describe-reactions.ts'
import { describeSilence } from './describe-silence.ts'

export async function describeTalk(
  { parts }: OpenHome,
  talk: Audience,
  page: { limit: number; before: string | null },
): Promise<Talk> {
  const { index, clockGuard, ledger } = parts
  const { now } = clockGuard.read()
  const letters = await index.listTalk(talk.key, page)
  const { count, first } = await index.countUnreadSaid(talk.key, now)
  const seen = listSeen(ledger, talk.key)
  const entries = await Promise.all(letters.map((entry) => describeEntry(parts, talk, entry)))
  return {
    with: describeAudience(parts, talk),
    settings: findSettings(ledger, talk.key),
    unread: count,
    firstUnread: (first?.ref ?? null) as RefText | null,
    entries: entries.reverse().map(({ object, ...entry }) => ({
      ...entry,
      seenBy: seen
        .filter((mark) => toHex(mark.object) === toHex(object))
        .map(({ person }) => partyOf(parts, person)),
    })),
  }
}

export async function describeLine({ parts }: OpenHome, talk: Audience): Promise<TalkLine> {
  const { index, clockGuard } = parts
  const [newest] = await index.listTalk(talk.key, { limit: 1, before: null })
  return {
    with: describeAudience(parts, talk),
    newest: newest === undefined ? null : summarise(parts, newest),
    unread: await index.countUnreadOfTalk(talk.key, clockGuard.read().now),
  }
}

async function describeEntry(
  parts: LetterParts,
  talk: Audience,
  entry: ListedEntry,
): Promise<Omit<TalkEntry, 'seenBy'> & { object: Uint8Array }> {
  const { object } = entry
  return {
    object,
    letter: summarise(parts, entry),
    saidAt: isoTime(listedAt(entry)),
    text: isSaid({ ...entry, talk: talk.key }) ? await readSaid(parts, object) : null,
    original: await describeOriginal(parts, entry),
    reactions: describeReactions(parts, object),
    answers: describeAnswers(parts, talk, entry),
    silence: entry.side === 'sent' && entry.policy.urgent ? describeSilence(parts, object) : null,
  }
}

function readSaid(parts: LetterParts, object: Uint8Array): Promise<string | null> {
  return readObjectText(parts, object, {
    toText: ({ body }) => fromUtf8InTurns(body),
    canCut: () => false,
  })
}

async function describeOriginal(parts: LetterParts, { reply }: ListedEntry): Promise<TalkOriginal | null> {
  if (reply === null) return null
  const original = await parts.index.find(reply.object)
  const ref = reply.ref as RefText
  if (original === null) return { ref, from: null, words: null }
  return { ref, from: partyOf(parts, original.author), words: original.excerpt ?? original.subject }
}

/** Of an own letter what its readers said; of another one what fellow members and oneself said. */
function describeAnswers(
  parts: LetterParts,
  talk: Audience,
  { object, author }: ListedEntry,
): ReaderAnswer[] {
  const { ledger, identity, clockGuard, audiences } = parts
  if (Buffer.compare(author, identity.person) === 0)
    return statusOf(ledger, object, clockGuard.read().now, audiences).flatMap(
      ({ person, state, at, note }) =>
        isAnswer(state) ? [{ ...partyOf(parts, person), value: state, note, at: isoTime(at) }] : [],
    )
  const mine = findMark(ledger, object)
  const own = mine === null ? [] : [{ ...mine, person: identity.person }]
  return [...listFellowStates(ledger, object, talk.key), ...own].map(({ person, value, note, at }) => ({
    ...partyOf(parts, person),
    ...{ value, note: note === '' ? null : note, at: isoTime(at) },
  }))
}
