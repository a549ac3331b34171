// The handlers for one phone: those of a page, of which each call passes, needs the lock, or is refused.
import {
  EngineError,
  isEngineError,
  type DoorHandlers,
  type PhoneRights,
} from '../../../core/contract/index.ts'
import { ChosenPlaces } from '../chosen-places.ts'
import { withoutPaths } from '../without-paths.ts'
import { keepActs, type KeptAct } from './kept-acts.ts'
import { FAR_RIGHTS, type FarRight } from './rights-table.ts'

export type OwnCalls = Pick<DoorHandlers['phones'], 'self' | 'reportPage' | 'setPush' | 'showing'>

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
  const checkSend = (call: string, to: readonly string[], isAnswer: boolean): void => {
    if (to.includes('public')) throw locked(call)
    if (!isAnswer && rights !== 'all') throw notFromAPhone(call)
  }
  return {
    ...handlers,
    letters: {
      ...letters,
      async send(letter, context) {
        checkSend('letters.send', letter.to, letter.replyTo !== undefined)
        return letters.send(letter, context)
      },
    },
    drafts: {
      ...drafts,
      async send(asked, context) {
        const draft = await drafts.get({ draft: asked.draft }, context).catch((error: unknown) => {
          if (isEngineError(error, 'NOT_FOUND')) return null
          throw error
        })
        // One that was sent already is answered as before.
        if (draft !== null) {
          const to = draft.readers.flatMap((one) =>
            'person' in one && one.person !== null ? [one.person] : [],
          )
          checkSend('drafts.send', to, draft.replyTo !== null)
        }
        return drafts.send(asked, context)
      },
    },
    talks: {
      ...talks,
      async say(asked, context) {
        checkSend('talks.say', [], asked.replyTo !== undefined)
        return talks.say(asked, context)
      },
    },
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
