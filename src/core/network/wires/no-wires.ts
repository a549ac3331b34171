// A source without wires, for a home that is opened without a network.

import { Emitter } from '../../base/index.ts'
import type { SourceState, WireEvents, WireSource } from './wire.ts'

export function createNoWires(): WireSource {
  const nothing = (): void => undefined
  return {
    events: new Emitter<WireEvents>(),
    dial: nothing,
    undial: nothing,
    hurry: nothing,
    joinTopic: nothing,
    leaveTopic: nothing,
    describe: (): SourceState[] => [],
    close: () => Promise.resolve(),
  }
}
