// Sessions: the browsers that may use the web door of this home, each for this run of the engine.
// The door's own noun: answered by the host that serves it, not by the engine.
import { call } from './calls.ts'
import type { IsoTime, SessionId } from './ids.ts'
import { id, nothing, z } from './schema.ts'

export interface Session {
  session: SessionId
  createdAt: IsoTime
  /** Now, while a page of it is open. */
  lastSeenAt: IsoTime
  /** A page of it is open and connected, now. */
  isOpen: boolean
  /** What the browser called itself when the session began. */
  label: string
}

/** Opens the page once, within a minute. */
export interface PageLink {
  /** To be pasted into a browser, never to be put into the arguments of a program. */
  url: string
  /** A file that only its owner can read, which leads on to the link: what a browser is started with. */
  file: string
}

export const sessionCalls = {
  /** A new link, for one more browser. Not served to a page: only the owner's own account lets browsers in. */
  open: call<PageLink>()(nothing),

  /** Most recently seen first. */
  list: call<Session[]>()(nothing),

  /** Its secret is void and its sockets are closed at once. Gives the sessions that are left. @throws NOT_FOUND */
  revoke: call<Session[]>()(z.strictObject({ session: id })),
}
