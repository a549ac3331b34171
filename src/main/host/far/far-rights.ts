// The handlers for one phone: those of a page, of which each call passes, needs the lock, or is refused.
import type { CallContext } from '../../../core/contract/calls.ts'
import { EngineError, type DoorHandlers, type PhoneRights } from '../../../core/contract/index.ts'
import { ChosenPlaces } from '../chosen-places.ts'
import { withoutPaths } from '../without-paths.ts'
import { keepActs, type KeptAct } from './acts/index.ts'
import type { OwnCalls } from './own-calls.ts'
import { FAR_RIGHTS, type FarRight } from './rights-table.ts'

export interface FarGuard {
  readonly rights: PhoneRights
  /** The calls of a phone about itself. */
  own: OwnCalls
  /** Writes down what stays without the phone. */
  keep: (act: KeptAct) => Promise<void>
}

type AnyHandler = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>
type AnyHandlers = Record<string, Record<string, AnyHandler>>

/** Returns the handlers of a page that names no path of this machine, as a phone gets them. */
export function forPhones(handlers: DoorHandlers): DoorHandlers {
  return withoutPaths(handlers, new ChosenPlaces(), { typesBackups: false })
}

/** Returns the handlers for one phone. A noun that the host does not have is left out. */
export function limitToPhone(handlers: DoorHandlers, guard: FarGuard): DoorHandlers {
  const all = withOwnRules(keepActs(handlers, guard.keep), guard) as unknown as AnyHandlers
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

function refusalOf(call: string, right: FarRight, { rights }: FarGuard): EngineError | null {
  if (right === 'see' || right === 'answer') return null
  if (right === 'never') return notFromAPhone(call)
  if (right === 'lock') return locked(call)
  return rights === 'all' ? null : notFromAPhone(call)
}

/** What a row of the table cannot say. */
function withOwnRules(handlers: DoorHandlers, { rights, own }: FarGuard): DoorHandlers {
  const { letters, drafts, talks, phones } = handlers
  /** A post is for everyone and for good; a phone that only answers begins nothing. */
  const checkedBy = (context: CallContext, call: string): CallContext => ({
    ...context,
    checkLetter({ isForAll, isAnswer }) {
      if (isForAll) throw locked(call)
      if (!isAnswer && rights !== 'all') throw notFromAPhone(call)
    },
  })
  return {
    ...handlers,
    letters: {
      ...letters,
      send: (letter, context) => letters.send(letter, checkedBy(context, 'letters.send')),
    },
    drafts: { ...drafts, send: (asked, context) => drafts.send(asked, checkedBy(context, 'drafts.send')) },
    talks: { ...talks, say: (asked, context) => talks.say(asked, checkedBy(context, 'talks.say')) },
    phones: { ...phones, ...own },
  }
}

function notFromAPhone(call: string): EngineError {
  return new EngineError('NOT_FROM_A_PHONE', 'This is done at the computer.', { details: { call } })
}

function locked(call: string): EngineError {
  const message = 'This outlives the phone, so it is done at the computer.'
  return new EngineError('PHONE_LOCKED', message, { details: { call } })
}
