// The public site: a person's public posts as plain pages and an Atom feed, for readers without the
// app. The host serves the site, which is off by default. It has its own listener, separate from
// the app's door, and serves nothing else.
import { call } from './calls.ts'
import { nothing, z } from './schema.ts'

/**
 * Why the site cannot be served: another program uses the port; this account may not use it; this
 * machine does not have the address; another error, which the log has.
 */
export type SiteFault = 'taken' | 'denied' | 'no-address' | 'other'

export interface SiteState {
  isOn: boolean
  /** The address at which the site is served now. Null if the site is off. */
  url: string | null
  host: string
  port: number
  /** Where others reach the site on the web, such as `https://chiyo.example/`. Null if not set. */
  webAddress: string | null
  /** Why the site is not served although it is on. Null if nothing is wrong. */
  trouble: SiteFault | null
}

export const siteCalls = {
  /** Returns whether the site is on, and its address. */
  state: call<SiteState>()(nothing),

  /**
   * Switches the site on. It stays on after restarts. Port 0 means any free port.
   * @throws INVALID if the site cannot be served there (`details.reason` is a SiteFault)
   */
  switchOn: call<SiteState>()(
    z.strictObject({
      /** The address to listen on. Default: reachable only from this machine. */
      host: z.string().min(1).max(255).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(0),
    }),
  ),

  /**
   * Sets the address at which others reach the site on the web, or removes it. Invitations then
   * lead to a page of the site.
   * @throws INVALID if it is not the http or https address of a whole site (`details.reason` is
   * `web-address`)
   */
  setWebAddress: call<SiteState>()(z.strictObject({ address: z.string().max(2048).nullable() })),

  /** Switches the site off. */
  switchOff: call<SiteState>()(nothing),
}
