// A core on a connection: prepared once per stream, attached one by one, never all that are open.
// replicate decides who may have which core; here is only how.
import type Core from 'hypercore'
import { FrameMux } from './frame-mux.ts'

/** A connection that cores can be attached to. */
export interface CoreChannel {
  readonly mux: FrameMux
  attach(core: Core): void
}

/**
 * Opens a secret stream for cores. `onAsked` is called when the other side asks for a core that is not attached;
 * it attaches it, or leaves it and the other learns nothing.
 */
export function openCoreChannel(
  stream: unknown,
  onAsked: (discoveryKey: Uint8Array) => Promise<void>,
): CoreChannel {
  const mux = new FrameMux(stream)
  mux.pair({ protocol: 'hypercore/alpha' }, onAsked)
  return { mux, attach: (core) => void core.replicate(mux) }
}
