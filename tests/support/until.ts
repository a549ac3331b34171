// Waits until a check passes: polls it. A test that fails waits for as long as for any event.
import { vi } from 'vitest'
import { PATIENCE_MS } from './patience.ts'

export const until = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { interval: 2, timeout: PATIENCE_MS })
