// The demo: a small world of its own to look around in, with people who are not there and letters that nobody sent.
// The door's own noun: answered by the host that can start such a world, not by the engine.
import { call } from './calls.ts'
import { nothing } from './schema.ts'

export const demoCalls = {
  /** Starts it, or finds it running, and gives the address of its page. It ends with the host, and leaves nothing. @throws INTERNAL */
  open: call<{ url: string }>()(nothing),
}
