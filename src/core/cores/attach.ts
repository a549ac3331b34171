// Attaches cores to a connection. A stream is prepared once; cores are attached one by one, and
// never all open ones. replicate decides which core a peer may have. This file only attaches it.
import type Core from 'hypercore'
import { toHex } from '../base/index.ts'
import { FrameMux } from './frame-mux.ts'

/** A connection that cores can be attached to. */
export interface CoreChannel {
  readonly mux: FrameMux
  attach(core: Core): void
  /** Ends the attachment at both ends. The other side may ask for the core again. */
  detach(core: Core): void
  /** True if both ends had attached the core, and one of them ended that. */
  wasEnded(core: Core): boolean
}

interface Match {
  protocol: string
  id: Uint8Array
}

const PROTOCOL = 'hypercore/alpha'

/**
 * Opens a secret stream for cores. `onAsked` is called if the other side asks for a core that
 * is not attached. It may attach the core. If it does not, the other side learns nothing.
 */
export function openCoreChannel(
  stream: unknown,
  onAsked: (discoveryKey: Uint8Array) => Promise<void>,
): CoreChannel {
  const mux = new FrameMux(stream)
  mux.pair({ protocol: PROTOCOL }, onAsked)
  /** Discovery keys of the cores that both ends have attached once. */
  const accepted = new Set<string>()
  return {
    mux,
    attach(core) {
      core.replicate(mux)
      void recordAccepted(mux, core, accepted)
    },
    detach(core) {
      mux.unpair(matchOf(core))
      mux.getLastChannel(matchOf(core))?.close()
    },
    wasEnded: (core) => accepted.has(toHex(core.discoveryKey)) && !mux.opened(matchOf(core)),
  }
}

/**
 * Remembers that both ends attached the core, because no event of a core tells an ended one apart.
 */
async function recordAccepted(mux: FrameMux, core: Core, accepted: Set<string>): Promise<void> {
  await mux.stream.opened
  if (await mux.getLastChannel(matchOf(core))?.fullyOpened()) accepted.add(toHex(core.discoveryKey))
}

function matchOf({ discoveryKey }: Core): Match {
  return { protocol: PROTOCOL, id: discoveryKey }
}
