// Answers the calls about the demo: beside a home of a person, and within the demo world.
import { EngineError, type HostHandlers } from '../../core/contract/index.ts'

type DemoHandlers = HostHandlers['demo']

/** Time for the answer to reach the page, before its door closes. */
const FAREWELL_MS = 200

/**
 * For the host of a person's home. A page needs only the address; the file of a link is for a
 * desktop that starts a browser. @param open starts the world, and returns its page
 */
export function createDemoHandlers(open: () => Promise<{ url: string }>): DemoHandlers {
  return {
    open: async () => ({ url: (await open()).url }),
    standing: async () => ({ isDemo: false }),
    end: () => Promise.reject(new EngineError('INVALID', 'This home is no demo.')),
  }
}

/** For the demo world itself. */
export function createWorldHandlers(end: () => void): DemoHandlers {
  return {
    open: () => Promise.reject(new EngineError('INVALID', 'This is the demo already.')),
    standing: async () => ({ isDemo: true }),
    async end() {
      setTimeout(end, FAREWELL_MS)
      return null
    },
  }
}
