// What a front serves under one origin.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** A request whose Host and Origin are the app's. */
export interface FrontApp {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Absent: it has no upgrades. `address`: where the request came from. */
  upgrade?(request: IncomingMessage, stream: Duplex, head: Buffer, address: string): void
  close?(): void
}
