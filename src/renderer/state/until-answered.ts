// Repeats a call whose answer was lost with the connection. Only for calls that the engine performs
// once, however often they come: sending a draft, and saying something under the id of a draft. A phone
// keeps them until its home answers.
import { isEngineError } from '../../core/contract/index.ts'
import type { AppEvents } from './events.ts'

/**
 * Resolves with the answer, after as many connections as it takes; calls `onLost` at each loss. Null if
 * the call waits on this phone.
 * @throws all but UNREACHABLE
 */
export async function untilAnswered<Answer>(
  events: Pick<AppEvents, 'on'>,
  ask: () => Promise<Answer>,
  onLost: () => void = () => undefined,
): Promise<Answer | null> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (isEngineError(error, 'HOME_AWAY')) return null
      if (!isEngineError(error, 'UNREACHABLE')) throw error
      onLost()
      await untilReconnected(events)
    }
  }
}

function untilReconnected(events: Pick<AppEvents, 'on'>): Promise<void> {
  return new Promise((resolve) => {
    const stop = events.on('reconnected', () => {
      stop()
      resolve()
    })
  })
}
