// A wait with a time-out of ours, because libraries may wait longer.

/** True if the promise resolved or rejected within `ms`. */
export async function settlesWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, ms, false)))
  const settled = promise.then(
    () => true,
    () => true,
  )
  return Promise.race([settled, expired]).finally(() => clearTimeout(timer))
}
