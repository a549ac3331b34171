// The tasks of a person for the bench of a slow line: when a record was appended, when a wire opened,
// when a letter arrived.
import type { CallContext, Handlers } from '../../src/core/contract/index.ts'
import type { OpenHome } from '../../src/core/open-home.ts'
import type { Arrivals } from './arrivals.ts'
import { monotonicMs } from './tasks.ts'

const calling: CallContext = { signal: new AbortController().signal }

/** @param home null while the home has no person */
export function createLineTasks(handlers: Handlers, arrivals: Arrivals, home: () => OpenHome | null) {
  let connectedAtMs = 0
  home()?.peers.events.on('connected', () => {
    if (connectedAtMs === 0) connectedAtMs = monotonicMs()
  })
  return {
    /** Returns the time at which the notice was in the feed, ready to be announced. */
    sayAppended: async ({ to, text }: { to: string; text: string }): Promise<number> => {
      const appended = untilFeedGrows(home()!)
      await handlers.talks.say({ with: to, text }, calling)
      return appended
    },
    /** The time at which that many letters had arrived. */
    arrivedAt: (count: number) => arrivals.until(count),
    /** The time of the first wire to a known person since this process started; 0 if there is none. */
    connectedAt: () => connectedAtMs,
    countArrived: () => arrivals.count,
  }
}

function untilFeedGrows({ ownCores }: OpenHome): Promise<number> {
  return new Promise((resolve) => {
    const stop = ownCores.events.on('appended', ({ core }) => {
      const isFeed = ownCores.list().some((one) => one.kind === 'feed' && Buffer.from(one.core).equals(core))
      if (!isFeed) return
      stop()
      resolve(monotonicMs())
    })
  })
}
