// The appearance settings of the page. The home stores them, because the web door has a new address
// at each start and a browser then loses its own storage.
// A noun of the host that serves the page, not of the engine.
import { call } from './calls.ts'
import { nothing, textUpTo, z } from './schema.ts'

export const pageCalls = {
  /**
   * Returns the settings that the page stored last, in the page's own format. Null if there are
   * none. Works in every state.
   */
  settings: call<string | null>()(nothing),

  /** Stores the settings of the page, at most 4096 bytes. */
  keepSettings: call<null>()(z.strictObject({ settings: textUpTo(4096) })),
}
