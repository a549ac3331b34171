// Two clocks: the wall clock, which can jump, and a monotonic clock, which cannot.
// Code that waits or needs a date takes a Clock as a parameter.
// So a test can control the time.

export interface Clock {
  /** Milliseconds since the epoch by the machine's clock. The value may jump. */
  now(): number
  /** Milliseconds since an arbitrary start. The value never decreases. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
}

/**
 * Returns the time by which a list sorts something that another clock has dated: that date, but
 * never one after its arrival here. Otherwise a clock that is ahead would keep it at the top.
 * @param arrivedAt when it came here; null for something that was written here
 */
export function orderedAt(at: number, arrivedAt: number | null): number {
  return Math.min(at, arrivedAt ?? at)
}
