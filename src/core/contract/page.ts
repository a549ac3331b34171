// How the page likes to look, kept in the home: the address of the web door is new at each start, so a browser forgets it.
// The door's own noun: answered by the host that serves it, not by the engine.
import { call } from './calls.ts'
import { nothing, textUpTo, z } from './schema.ts'

export const pageCalls = {
  /** What was kept last, in the page's own words; null if nothing was. Answers in every state. */
  settings: call<string | null>()(nothing),

  keepSettings: call<null>()(z.strictObject({ settings: textUpTo(4096) })),
}
