// Handlers for threads: the list, one thread with its texts, and how a thread is organized.
import { EngineError } from '../../contract/errors.ts'
import type { Cursor, Tidy, ThreadLetter, ThreadSummary } from '../../contract/index.ts'
import {
  muteRow,
  orderRow,
  readThread,
  restoreLetters,
  type LetterParts,
  type RowRef,
  type ThreadItem,
} from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { objectId } from '../../store/index.ts'
import type { ThreadFacts, TidyEntry } from '../../views/index.ts'
import { resolveRef } from '../../contract-ids.ts'
import { fillPage, resolveFilter } from './list-filter.ts'
import { describeTidy, summarise } from './describe-letter.ts'
import { describeThreadItem } from './describe-mail.ts'
import { describeThread } from './describe-thread.ts'
import { noLetter } from './listing-handlers.ts'
import type { Serving } from '../serving.ts'

export const threadHandlers: Serving<'threads'> = {
  async list(home, { box, limit, before, order, ...given }) {
    const { index, clockGuard } = home.parts
    const { now } = clockGuard.read()
    const filter = await resolveFilter(home, box, given)
    return fillPage({ order, limit, before: before ?? null }, filter, async (page) => {
      const threads = await index.listThreads(box, now, filter, page)
      return threads.map((facts) => describeThread(home.parts, facts))
    })
  },
  async get({ parts, reference }, { ref, limit, before }) {
    const page = { limit, before: before ?? null }
    const resolved = await resolveRef(parts, ref)
    const read = await readThread(parts, reference, resolved, page)
    if (read === null) throw noLetter(resolved)
    return {
      summary: describeThread(parts, read.facts),
      letters: await Promise.all(read.items.map((item) => describeThreadLetter(parts, item))),
      earlier: read.earlier as Cursor | null,
    }
  },
  async order(home, { ref, group, snoozedUntil, ...order }) {
    const { parts } = home
    const row = await resolveRow(home, { ref, group })
    const until = typeof snoozedUntil === 'string' ? Date.parse(snoozedUntil) : snoozedUntil
    const ordered = await orderRow(parts, row, { ...order, snoozedUntil: until })
    const letters = ordered.map(({ entry, tidy }) => ({
      ref: entry.ref as ThreadSummary['thread'],
      tidy: describeTidy(tidy),
    }))
    return { summary: describeThread(parts, await getRow(parts, row)), undo: { letters } }
  },
  async restore({ parts }, { letters }) {
    const before = await Promise.all(
      letters.map(async (letter) => ({
        object: objectId(await resolveRef(parts, letter.ref)),
        tidy: parseTidy(letter.tidy),
      })),
    )
    await restoreLetters(parts, before)
    return {}
  },
  async mute(home, { ref, group, muted }) {
    const until = muted === null || muted.until === null ? null : Date.parse(muted.until)
    if (until !== null && until <= home.parts.clock.now())
      throw new EngineError('INVALID', 'This time is past.')
    const row = await resolveRow(home, { ref, group })
    await muteRow(home.parts, home.mutes, row, muted === null ? null : { until })
    return { muted }
  },
}

async function describeThreadLetter(parts: LetterParts, item: ThreadItem): Promise<ThreadLetter> {
  const summary = item.entry === null ? null : summarise(parts, item.entry)
  return { summary, shown: await describeThreadItem(parts, item) }
}

/** @throws NOT_FOUND, AMBIGUOUS */
async function resolveRow(
  home: OpenHome,
  { ref, group }: { ref: string | undefined; group: string | undefined },
): Promise<RowRef> {
  if (group === undefined) return { ref: await resolveRef(home.parts, ref!) }
  const key = home.groups.findNamed(group)
  if (key === null) throw new EngineError('NOT_FOUND', `No group is called ${group}.`)
  return { group: key }
}

/** @throws NOT_FOUND */
async function getRow({ index, clockGuard }: LetterParts, row: RowRef): Promise<ThreadFacts> {
  const { now } = clockGuard.read()
  const found =
    'group' in row
      ? await index.readGroup(row.group, now)
      : await index.readThread(objectId(row.ref), now, { limit: 1, before: null })
  if (found === null) throw noLetter('group' in row ? null : row.ref)
  return found.facts
}

function parseTidy({ archived, starred, snoozedUntil, unread, labels }: Tidy): Omit<TidyEntry, 'bin'> {
  return {
    ...{ isArchived: archived, isStarred: starred, isUnread: unread, labels },
    snoozedUntil: snoozedUntil === null ? null : Date.parse(snoozedUntil),
  }
}
