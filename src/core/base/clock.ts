// Time as the engine sees it: a wall clock that can jump and a monotonic one that cannot.
// Everything that waits or dates takes a Clock, so that a test can own the time.

export interface Clock {
  /** Milliseconds since the epoch, as the machine believes now; may jump. */
  now(): number
  /** Milliseconds that only grow, from an arbitrary start. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
}
