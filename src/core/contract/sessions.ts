// Sessions: the browsers that may use the web door of this home.
// The door's own noun: answered by the host that serves it, not by the engine.
import { call } from './calls.ts'
import type { IsoTime, SessionId } from './ids.ts'
import { id, nothing, z } from './schema.ts'

export interface Session {
  session: SessionId
  createdAt: IsoTime
  lastSeenAt: IsoTime
  /** What the browser called itself when the session began. */
  label: string
}

export const sessionCalls = {
  /** Most recently seen first. */
  list: call<Session[]>()(nothing),

  /** Its secret is void and its sockets are closed at once. Gives the sessions that are left. @throws NOT_FOUND */
  revoke: call<Session[]>()(z.strictObject({ session: id })),
}
