// Handlers for talks: the stream, saying something, read marks, reactions, settings, typing.
import { isPublished, type Audience } from '../../store/index.ts'
import { toHex, utf8 } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { DraftId, SentLetter } from '../../contract/index.ts'
import { hasWords } from '../../feeds/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { getRef, objectId } from '../../store/index.ts'
import { findDraft, parseDraftId, type ReadDraft } from '../../letters/index.ts'
import { hash } from '../../seal/index.ts'
import { react, setSettings, showSeen } from '../../talks/index.ts'
import { refText, resolveRef } from '../../contract-ids.ts'
import { describeLine, describeTalk } from './describe-talk.ts'
import { letCheck } from './let-check.ts'
import { resolveAudience, resolveRecipients } from './recipients.ts'
import { sayWritten, sendOnce } from './send-written.ts'
import type { Serving } from '../serving.ts'

export const talkHandlers: Serving<'talks'> = {
  async stream(home, { with: who, limit, before }) {
    return describeTalk(home, resolveTalk(home, who), { limit, before: before ?? null })
  },
  async newest(home, { with: whom }) {
    return Promise.all(whom.map((who) => describeLine(home, resolveTalk(home, who))))
  },
  async say(home, { with: who, asks = null, draft, ...words }, { publish, checkLetter }) {
    resolveTalk(home, who)
    const said = draft === undefined ? null : readSaid(home, draft, { who, asks, ...words })
    const recipients = resolveRecipients(home, [who])
    await letCheck(home, recipients, words, checkLetter)
    const say = (): Promise<SentLetter> => sayWritten(home, recipients, { ...words, asks, draft: said })
    if (said === null) return say()
    const { ref, state, byMail } = await sendOnce(home, said, async () => ({ ...(await say()), undoMs: 0 }))
    if (said.savedAt !== null)
      publish({ type: 'draft-changed', draft: draft as DraftId, savedAt: null, isNew: false })
    return { ref, state, ...(byMail && { byMail }) }
  },
  async markRead(home, { with: who, upTo }) {
    const talk = resolveTalk(home, who)
    return markRead(home, talk, objectId(await resolveRef(home.parts, upTo)))
  },
  async react({ parts }, { ref, text }) {
    const resolved = await resolveRef(parts, ref)
    await react(parts, objectId(resolved), text)
    return { ref: refText(resolved), text }
  },
  async settings(home, { with: who, ...given }) {
    const { key } = resolveTalk(home, who)
    return home.parts.ledger.write((tx) => setSettings(tx, key, given))
  },
  async typing(home, { with: who }) {
    home.typing.signal(resolveTalk(home, who))
    return {}
  },
}

/** The id is the same for later words of a box, so the version is what this call says. */
function readSaid({ parts }: OpenHome, draft: string, words: object): ReadDraft | null {
  const id = parseDraftId(draft)
  if (id === null) return null
  const version = `said ${toHex(hash('fumikura/said-words/1', id, utf8(JSON.stringify(words))))}`
  return { id, savedAt: findDraft(parts.ledger, draft)?.savedAt ?? null, version }
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
