// Plain arithmetic over samples, and how figures are written down.
// Nothing is smoothed, and no sample is left out.

export interface Summary {
  median: number
  p95: number
  count: number
}

/** @throws RangeError for no samples: a bench that measured nothing must not print a nought */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('nothing was measured')
  return { median: percentile(samples, 0.5), p95: percentile(samples, 0.95), count: samples.length }
}

/** The nearest rank: the smallest sample that `share` of all samples do not exceed. For an even count the lower middle. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** How many times the rival's median; null where that is nothing. */
export function ratioOf(own: Summary, rival: Summary | null): number | null {
  return rival === null || rival.median === 0 ? null : own.median / rival.median
}

export function writeCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** Three digits that count; whole thousands with a comma. */
export function writeNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return writeCount(Math.round(value))
  return value.toFixed(size >= 10 ? 1 : 2)
}
