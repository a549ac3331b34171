// Ranges of block positions: sorted, without overlaps. Pure functions.

/** From `start` to before `until`. */
export interface Range {
  start: number
  until: number
}

/** Returns the ranges together with one more. Ranges that touch become one. */
export function addRange(ranges: readonly Range[], added: Range): Range[] {
  if (added.start >= added.until) return [...ranges]
  const before = ranges.filter(({ until }) => until < added.start)
  const after = ranges.filter(({ start }) => start > added.until)
  const joined = ranges.slice(before.length, ranges.length - after.length)
  const start = Math.min(added.start, joined[0]?.start ?? Infinity)
  const until = Math.max(added.until, joined.at(-1)?.until ?? 0)
  return [...before, { start, until }, ...after]
}

/** Returns the end of the range that contains `position`. Null if none does. */
export function endAround(ranges: readonly Range[], position: number): number | null {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]!.until <= position) low = middle + 1
    else high = middle
  }
  const range = ranges[low]
  return range !== undefined && range.start <= position ? range.until : null
}

/** Returns the parts of `whole` that are in none of the ranges. */
export function withoutRanges(whole: Range, ranges: readonly Range[]): Range[] {
  const left: Range[] = []
  let start = whole.start
  for (const range of ranges) {
    if (range.until <= start) continue
    if (range.start >= whole.until) break
    if (range.start > start) left.push({ start, until: range.start })
    start = range.until
  }
  if (start < whole.until) left.push({ start, until: whole.until })
  return left
}

/** Returns the positions that are in a range of every list. */
export function inAllRanges(lists: readonly (readonly Range[])[]): Range[] {
  const [first = [], ...others] = lists
  return others.reduce<Range[]>(inBoth, [...first])
}

/** Customers choose how many ranges there are, so each list is read only once. */
function inBoth(some: readonly Range[], others: readonly Range[]): Range[] {
  const common: Range[] = []
  for (let i = 0, j = 0; i < some.length && j < others.length;) {
    const [one, other] = [some[i]!, others[j]!]
    const [start, until] = [Math.max(one.start, other.start), Math.min(one.until, other.until)]
    if (start < until) common.push({ start, until })
    if (one.until <= other.until) i++
    else j++
  }
  return common
}
