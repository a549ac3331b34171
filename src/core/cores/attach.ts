// Attaches cores to a connection. A stream is prepared once; cores are attached one by one, and
// never all open ones. replicate decides which core a peer may have. This file only attaches it.
import type Core from 'hypercore'
import { FrameMux } from './frame-mux.ts'

/** A connection that cores can be attached to. */
export interface CoreChannel {
  readonly mux: FrameMux
  attach(core: Core): void
}

/**
 * Opens a secret stream for cores. `onAsked` is called if the other side asks for a core that
 * is not attached. It may attach the core. If it does not, the other side learns nothing.
 */
export function openCoreChannel(
  stream: unknown,
  onAsked: (discoveryKey: Uint8Array) => Promise<void>,
): CoreChannel {
  const mux = new FrameMux(stream)
  mux.pair({ protocol: 'hypercore/alpha' }, onAsked)
  return { mux, attach: (core) => void core.replicate(mux) }
}
