// Handlers for threads: the list.
import type { Handlers } from '../../contract/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { resolveFilter } from './listing-handlers.ts'
import { describeThread } from './describe-thread.ts'

export function createThreadHandlers(open: () => OpenHome): Pick<Handlers, 'threads'> {
  return {
    threads: {
      async list({ box, limit, before, order, ...given }) {
        const home = open()
        const { index, clockGuard } = home.parts
        const filter = resolveFilter(home, given)
        const page = { order, limit, before: before ?? null }
        const threads = await index.listThreads(box, clockGuard.read().now, filter, page)
        return threads.map((facts) => describeThread(home.parts, facts))
      },
    },
  }
}
