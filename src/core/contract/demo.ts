// The demo: a temporary home with invented people and letters, to explore the program.
// It is a noun of the host. The host that can start a demo answers it, not the engine.
import { call } from './calls.ts'
import { nothing } from './schema.ts'

export const demoCalls = {
  /**
   * Starts the demo if it is not running. Returns the address of its page. The demo ends with the
   * host and leaves no data.
   * @throws INTERNAL, INVALID within the demo
   */
  open: call<{ url: string }>()(nothing),

  /** Returns whether this home is the one of a demo. */
  standing: call<{ isDemo: boolean }>()(nothing),

  /**
   * Within the demo: ends it, with all its homes. Its page loses the connection soon after.
   * @throws INVALID if this home is not the one of a demo
   */
  end: call<null>()(nothing),
}
