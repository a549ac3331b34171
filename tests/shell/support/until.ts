// Waits for a condition on a port or a disk: polls it, and fails after a time-out.
import { vi } from 'vitest'

export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { interval: 2, timeout: 10_000 })
