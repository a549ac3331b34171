// Arithmetic over samples, and the formatting of figures.
// No smoothing, and no sample is left out.

export interface Summary {
  median: number
  p95: number
  count: number
}

/** @throws RangeError without samples: a bench that measured nothing must not print zero */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('nothing was measured')
  return { median: percentile(samples, 0.5), p95: percentile(samples, 0.95), count: samples.length }
}

/**
 * Returns the nearest rank, which is the smallest sample that is not below `share` of all samples.
 * For an even count, the lower middle.
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/**
 * Returns the own median as a multiple of the rival's; null without a rival or if its median is 0.
 */
export function ratioOf(own: Summary, rival: Summary | null): number | null {
  return rival === null || rival.median === 0 ? null : own.median / rival.median
}

export function writeCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** Writes a number with three significant digits, and a comma for thousands. */
export function writeNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return writeCount(Math.round(value))
  return value.toFixed(size >= 10 ? 1 : 2)
}
