// The handlers for one phone: those of a page, of which each call passes, needs the lock, or is refused.
import type { CallContext } from '../../../core/contract/calls.ts'
import type { DoorHandlers, EngineError, PhoneRights } from '../../../core/contract/index.ts'
import { ChosenPlaces } from '../chosen-places.ts'
import { withoutPaths } from '../without-paths.ts'
import { keepActs, type KeptAct } from './acts/index.ts'
import { notFromAPhone, phoneLocked } from './far-refusals.ts'
import { limitDeletions } from './limit-deletions.ts'
import { onlyAnswers } from './only-answers.ts'
import type { OwnCalls } from './own-calls.ts'
import type { OwnUploads } from './phone-uploads.ts'
import { FAR_RIGHTS, type FarRight } from './rights-table.ts'
import type { SessionLock } from './session-lock.ts'

export interface FarGuard {
  readonly rights: PhoneRights
  lock: SessionLock
  /** The calls of a phone about itself. */
  own: OwnCalls
  uploads: OwnUploads
  /** Writes down what stays without the phone. */
  keep: (act: KeptAct) => Promise<void>
  /** Counts one more deletion, unless there were too many. */
  allowsDeletion: () => boolean
}

type AnyHandler = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>
type AnyHandlers = Record<string, Record<string, AnyHandler>>

/** What a phone may call that nobody has unlocked: of itself, and to be unlocked. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set(
  (['self', 'reportPage', 'setPush', 'showing', 'challenge', 'unlock'] satisfies (keyof OwnCalls)[]).map(
    (method) => `phones.${method}`,
  ),
)

/** Returns the handlers of a page that names no path of this machine, as a phone gets them. */
export function forPhones(handlers: DoorHandlers): DoorHandlers {
  return withoutPaths(handlers, new ChosenPlaces(), { typesBackups: false })
}

/** Returns the handlers for one phone. A noun that the host does not have is left out. */
export function limitToPhone(handlers: DoorHandlers, guard: FarGuard): DoorHandlers {
  const all = withOwnRules(handlers, guard) as unknown as AnyHandlers
  const limited: AnyHandlers = {}
  for (const [noun, rights] of Object.entries(FAR_RIGHTS)) {
    const calls = all[noun]
    if (calls === undefined) continue
    limited[noun] = Object.fromEntries(
      Object.entries(rights as Record<string, FarRight>).map(([method, right]) => [
        method,
        passIf(() => refusalOf(`${noun}.${method}`, right, guard), calls[method]!),
      ]),
    )
  }
  return { ...limited, events: handlers.events } as unknown as DoorHandlers
}

function passIf(findRefusal: () => EngineError | null, handler: AnyHandler): AnyHandler {
  return async (input, context) => {
    const refusal = findRefusal()
    if (refusal !== null) throw refusal
    return handler(input, context)
  }
}

function refusalOf(call: string, right: FarRight, { rights, lock }: FarGuard): EngineError | null {
  if (OPEN_TO_ALL.has(call)) return null
  if (!lock.isOpen) return phoneLocked(call, true)
  lock.hear()
  if (right === 'see' || right === 'answer') return null
  if (right === 'never' || rights !== 'all') return notFromAPhone(call)
  return right === 'use' || lock.isFresh ? null : phoneLocked(call, lock.hasLock)
}

/** What a row of the table cannot say. */
function withOwnRules(handlers: DoorHandlers, guard: FarGuard): DoorHandlers {
  const { rights, lock, own, uploads, keep, allowsDeletion } = guard
  const kept = limitDeletions(keepActs(handlers, keep), allowsDeletion)
  const checked = checkPosts(rights === 'all' ? kept : onlyAnswers(kept, uploads), lock)
  return { ...checked, phones: { ...checked.phones, ...own } }
}

/** A post is for everyone and for good. */
function checkPosts(handlers: DoorHandlers, lock: SessionLock): DoorHandlers {
  const { letters, drafts } = handlers
  const checked = (context: CallContext, call: string): CallContext => ({
    ...context,
    checkLetter({ isForAll }) {
      if (isForAll && !lock.isFresh) throw phoneLocked(call, lock.hasLock)
    },
  })
  return {
    ...handlers,
    letters: {
      ...letters,
      send: (letter, context) => letters.send(letter, checked(context, 'letters.send')),
    },
    drafts: { ...drafts, send: (asked, context) => drafts.send(asked, checked(context, 'drafts.send')) },
  }
}
