// Handlers for reminders: an own letter comes back to its author if nobody has answered it.
import { loadAudiences, tallyOf } from '../../access/index.ts'
import { EngineError } from '../../contract/errors.ts'
import { isAnswer } from '../../contract/reader-states.ts'
import { checkCanAnswer, type LetterParts } from '../../letters/index.ts'
import { endReminder, listReminders, setReminder } from '../../reminders/index.ts'
import { objectId, type Ref } from '../../store/index.ts'
import { summarise } from './describe-letter.ts'
import { resolveOwn } from './letter-handlers.ts'
import { getSummary } from './listing-handlers.ts'
import type { Serving } from '../serving.ts'

/** `open` returns the open home or throws. */
export const reminderHandlers = {
  async remind({ parts }, { ref, at }) {
    const own = await resolveOwn(parts, ref)
    await remindOf(parts, own, at === null ? null : Date.parse(at))
    return getSummary(parts, own)
  },
  async reminders({ parts }, { limit }) {
    const objects = listReminders(parts.ledger, limit)
    const entries = await Promise.all(objects.map((object) => parts.index.find(object)))
    return entries.flatMap((entry) => (entry === null ? [] : [summarise(parts, entry)]))
  },
} satisfies Partial<Serving<'letters'>>

/** @throws INVALID, TOO_LATE */
async function remindOf(parts: LetterParts, own: Ref, at: number | null): Promise<void> {
  const { ledger, clock, clockGuard, audiences, index } = parts
  const object = objectId(own)
  if (at === null) return ledger.write((tx) => endReminder(tx, object))
  checkCanAnswer(loadAudiences(ledger, object).map(({ audience }) => audience))
  if (at <= clock.now()) throw new EngineError('INVALID', 'This time is past.')
  const replies = await index.listReplies(object)
  const tally = tallyOf(ledger, object, clockGuard.read().now, audiences)
  if (replies.some(({ side }) => side === 'inbox') || Object.keys(tally).some(isAnswer))
    throw new EngineError('TOO_LATE', 'Somebody has answered already.')
  return ledger.write((tx) => setReminder(tx, object, at))
}
