// The demo: a temporary home with invented people and letters, to explore the program.
// It is a noun of the host. The host that can start a demo answers it, not the engine.
import { call } from './calls.ts'
import { nothing } from './schema.ts'

export const demoCalls = {
  /**
   * Starts the demo if it is not running. Returns the address of its page. The demo ends with the
   * host and leaves no data.
   * @throws INTERNAL
   */
  open: call<{ url: string }>()(nothing),
}
