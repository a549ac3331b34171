// Waiting with an end: no library decides how long we wait.

/** True when the promise settled, either way, within the time. */
export async function settlesWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, ms, false)))
  const settled = promise.then(
    () => true,
    () => true,
  )
  return Promise.race([settled, expired]).finally(() => clearTimeout(timer))
}
