// The public site: one's public posts as plain pages and an Atom feed, for readers without the app. Kept by the host, off until switched on.
// Nothing else is reachable there: it has a listener of its own, apart from the app's door.
import { call } from './calls.ts'
import { nothing, z } from './schema.ts'

export interface SiteState {
  isOn: boolean
  /** Where it is served now; null when it is off. */
  url: string | null
  host: string
  port: number
  /** Why it is not served although it is switched on; null when nothing is wrong. */
  trouble: string | null
}

export const siteCalls = {
  state: call<SiteState>()(nothing),

  /** Stays on over restarts. Port 0 is any that is free. @throws INVALID (the port is taken, or there is no such address here) */
  switchOn: call<SiteState>()(
    z.strictObject({
      /** The address to listen on; only this machine unless told. */
      host: z.string().min(1).max(255).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(0),
    }),
  ),

  switchOff: call<SiteState>()(nothing),
}
