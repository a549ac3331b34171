// A stand-in: this program runs a station for others beside its own home, while it is on. The host
// runs it, and the engine does not know it. It is off by default.
import { call } from './calls.ts'
import { nothing } from './schema.ts'
import type { StationLink } from './station.ts'

export interface StandInState {
  isOn: boolean
  /** True if it runs. It is tried again if it is on and could not start. */
  isRunning: boolean
  /** How many people it stands in for, and the bytes that it keeps for them. 0 while it is off. */
  customers: number
  bytes: number
}

export const standInCalls = {
  /** Returns whether this computer stands in for others. */
  state: call<StandInState>()(nothing),

  /**
   * Switches it on, and makes a link by which one person joins. It stays on after restarts.
   * @throws NO_SPACE, DAMAGED
   */
  offer: call<StationLink>()(nothing),

  /** Switches it off. It keeps its letters on the disk, and hands them over when it is on again. */
  switchOff: call<StandInState>()(nothing),
}
