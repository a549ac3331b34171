// Sessions: the browsers that may use the web door of this home. A session ends when the engine
// stops.
// A noun of the host that serves the door, not of the engine.
import { call } from './calls.ts'
import type { IsoTime, SessionId } from './ids.ts'
import { id, nothing, z } from './schema.ts'

export interface Session {
  session: SessionId
  createdAt: IsoTime
  /** When a page of the session was last connected. The current time while one is connected. */
  lastSeenAt: IsoTime
  /** True if a page of the session is connected now. */
  isOpen: boolean
  /** The browser's own description when the session began. */
  label: string
}

/** A link that opens the page once, within a minute. */
export interface PageLink {
  /**
   * The link to paste into a browser. Never pass it as an argument of a program, because other
   * users can see arguments.
   */
  url: string
  /**
   * A file that only its owner can read and that redirects to the link. Start a browser with this
   * file.
   */
  file: string
}

export const sessionCalls = {
  /**
   * Creates a link for one more browser. Not available to a page, because only the owner's account
   * on this machine admits browsers.
   */
  open: call<PageLink>()(nothing),

  /** Lists the sessions, most recently seen first. */
  list: call<Session[]>()(nothing),

  /**
   * Ends a session. Its secret becomes invalid and its sockets close at once. Returns the remaining
   * sessions.
   * @throws NOT_FOUND
   */
  revoke: call<Session[]>()(z.strictObject({ session: id })),
}
