// Waiting for what comes over a port or from a disk: looked at again and again, and given up after a while.
import { vi } from 'vitest'

export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { interval: 2, timeout: 10_000 })
