// Races several attempts to open a stream to one device, because any of them may hang at a node that
// is gone.
import type NoiseSecretStream from '@hyperswarm/secret-stream'

/**
 * Returns the first stream that opens, and destroys the others. Null if none opens, or the signal
 * aborts.
 */
export async function firstToOpen(
  streams: readonly NoiseSecretStream[],
  signal: AbortSignal,
): Promise<NoiseSecretStream | null> {
  const destroyAll = (): void => streams.forEach((stream) => stream.destroy())
  signal.addEventListener('abort', destroyAll)
  try {
    const first = await Promise.any(streams.map(opened)).catch(() => null)
    for (const stream of streams) if (stream !== first) stream.destroy()
    return signal.aborted ? null : first
  } finally {
    signal.removeEventListener('abort', destroyAll)
  }
}

async function opened(stream: NoiseSecretStream): Promise<NoiseSecretStream> {
  stream.on('error', () => undefined) // the device is away or refuses; `opened` reports it too
  if (!(await stream.opened)) throw new Error('not opened')
  return stream
}
