// Handlers for talks: the stream, saying something, read marks, reactions, settings, typing.
import { isPublished } from '../../store/index.ts'
import type { Audience } from '../../access/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { DraftId, Handlers } from '../../contract/index.ts'
import { hasWords } from '../../feeds/index.ts'
import type { EventPublisher } from '../../event-publisher.ts'
import type { OpenHome } from '../../open-home.ts'
import { getRef, objectId } from '../../store/index.ts'
import { findDraft } from '../../letters/index.ts'
import { react, setSettings, showSeen } from '../../talks/index.ts'
import { hexId, refText, resolveRef } from '../../contract-ids.ts'
import { describeLine, describeTalk } from './describe-talk.ts'
import { resolveAudience, resolveRecipients } from './recipients.ts'
import { sayWritten } from './send-written.ts'

export function createTalkHandlers(
  open: () => OpenHome,
  events: Pick<EventPublisher, 'publish'>,
): Pick<Handlers, 'talks'> {
  return {
    talks: {
      async stream({ with: who, limit, before }) {
        const home = open()
        return describeTalk(home, resolveTalk(home, who), { limit, before: before ?? null })
      },
      async newest({ with: whom }) {
        const home = open()
        return Promise.all(whom.map((who) => describeLine(home, resolveTalk(home, who))))
      },
      async say({ with: who, asks = null, draft, ...words }) {
        const home = open()
        resolveTalk(home, who)
        const kept = draft === undefined ? null : findDraft(home.parts.ledger, draft)
        const recipients = resolveRecipients(home, [who])
        const sent = await sayWritten(home, recipients, { ...words, asks, draft: kept })
        if (kept !== null) events.publish({ type: 'draft-changed', draft: hexId(kept.id) as DraftId })
        return sent
      },
      async markRead({ with: who, upTo }) {
        const home = open()
        const talk = resolveTalk(home, who)
        return markRead(home, talk, objectId(await resolveRef(home.parts, upTo)))
      },
      async react({ ref, text }) {
        const { parts } = open()
        const resolved = await resolveRef(parts, ref)
        await react(parts, objectId(resolved), text)
        return { ref: refText(resolved), text }
      },
      async settings({ with: who, ...given }) {
        const home = open()
        const { key } = resolveTalk(home, who)
        return home.parts.ledger.write((tx) => setSettings(tx, key, given))
      },
      async typing({ with: who }) {
        const home = open()
        home.typing.signal(resolveTalk(home, who))
        return {}
      },
    },
  }
}

/** @throws NOT_FOUND, AMBIGUOUS, INVALID for oneself and the public */
function resolveTalk(home: OpenHome, who: string): Audience {
  const audience = resolveAudience(home, who)
  if (isPublished(audience)) throw new EngineError('INVALID', 'The public is no talk.')
  return audience
}

/** Opens what came in words with its notice. A letter whose body is apart stays as it is. */
async function markRead({ parts, reference }: OpenHome, talk: Audience, upTo: Uint8Array) {
  const { index, clockGuard, inbox, ledger } = parts
  const unread = await index.listUnreadSaid(talk.key, upTo, clockGuard.read().now)
  const here = unread.filter(({ object }) => {
    const notice = inbox.find(ledger, object)?.notice
    return notice !== undefined && hasWords(notice)
  })
  for (const { ref } of here) await reference.open(getRef(ref), { waitMs: 0 })
  if (here.length > 0) await showSeen(parts, talk, upTo)
  return { read: here.length }
}
