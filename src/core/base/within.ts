// Waits that end: an act with a signal of its own, and a pause that a signal cuts short.

/**
 * Gives `act` a signal that ends with it, so that nothing it has started outlives it.
 * @param outer ends the signal sooner
 */
export async function within<T>(
  outer: AbortSignal | undefined,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  try {
    return await act(outer === undefined ? over.signal : AbortSignal.any([outer, over.signal]))
  } finally {
    over.abort()
  }
}

/** Resolves after this time, or when the signal aborts. */
export function pauseUnless(signal: AbortSignal | undefined, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    if (signal?.aborted === true) finish()
    else signal?.addEventListener('abort', finish)
  })
}
