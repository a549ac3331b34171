// Handlers for threads: the list, one thread with its texts, and how a thread is organized.
import { EngineError } from '../../contract/errors.ts'
import type { Cursor, Handlers, Tidy, ThreadLetter, ThreadSummary } from '../../contract/index.ts'
import {
  orderThread,
  readThread,
  restoreThread,
  type LetterParts,
  type ThreadItem,
} from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { objectId, type Ref } from '../../store/index.ts'
import type { TidyEntry } from '../../views/index.ts'
import { refText, resolveRef } from '../../contract-ids.ts'
import { fillPage, resolveFilter } from './list-filter.ts'
import { describeTidy, summarise } from './describe-letter.ts'
import { describeThreadItem } from './describe-mail.ts'
import { describeThread } from './describe-thread.ts'

export function createThreadHandlers(open: () => OpenHome): Pick<Handlers, 'threads'> {
  return {
    threads: {
      async list({ box, limit, before, order, ...given }) {
        const home = open()
        const { index, clockGuard } = home.parts
        const { now } = clockGuard.read()
        const filter = await resolveFilter(home, box, given)
        return fillPage({ order, limit, before: before ?? null }, filter, async (page) => {
          const threads = await index.listThreads(box, now, filter, page)
          return threads.map((facts) => describeThread(home.parts, facts))
        })
      },
      async get({ ref, limit, before }) {
        const { parts, reference } = open()
        const page = { limit, before: before ?? null }
        const read = await readThread(parts, reference, await resolveRef(parts, ref), page)
        if (read === null) throw notFound()
        return {
          summary: describeThread(parts, read.facts),
          letters: await Promise.all(read.items.map((item) => describeThreadLetter(parts, item))),
          earlier: read.earlier as Cursor | null,
        }
      },
      async order({ ref, snoozedUntil, ...order }) {
        const { parts } = open()
        const resolved = await resolveRef(parts, ref)
        const until = typeof snoozedUntil === 'string' ? Date.parse(snoozedUntil) : snoozedUntil
        const { letters, isTalkMuted } = await orderThread(parts, resolved, { ...order, snoozedUntil: until })
        const before = letters.map(({ entry, tidy }) => ({
          ref: entry.ref as ThreadSummary['thread'],
          tidy: describeTidy(tidy),
        }))
        const summary = await getThread(parts, resolved)
        return { summary, undo: { ref: refText(resolved), letters: before, isTalkMuted } }
      },
      async restore({ ref, letters, isTalkMuted }) {
        const { parts } = open()
        const resolved = await resolveRef(parts, ref)
        const before = await Promise.all(
          letters.map(async (letter) => ({
            object: objectId(await resolveRef(parts, letter.ref)),
            tidy: parseTidy(letter.tidy),
          })),
        )
        await restoreThread(parts, resolved, { letters: before, isTalkMuted })
        return getThread(parts, resolved)
      },
    },
  }
}

async function describeThreadLetter(parts: LetterParts, item: ThreadItem): Promise<ThreadLetter> {
  const summary = item.entry === null ? null : summarise(parts, item.entry)
  return { summary, shown: await describeThreadItem(parts, item) }
}

/** @throws NOT_FOUND */
async function getThread(parts: LetterParts, ref: Ref): Promise<ThreadSummary> {
  const { now } = parts.clockGuard.read()
  const found = await parts.index.readThread(objectId(ref), now, { limit: 1, before: null })
  if (found === null) throw notFound()
  return describeThread(parts, found.facts)
}

function notFound(): EngineError {
  return new EngineError('NOT_FOUND', 'There is no such letter here.')
}

function parseTidy({ archived, starred, snoozedUntil, muted, unread, labels }: Tidy): TidyEntry {
  return {
    ...{ isArchived: archived, isStarred: starred, isMuted: muted, isUnread: unread, labels },
    snoozedUntil: snoozedUntil === null ? null : Date.parse(snoozedUntil),
  }
}
