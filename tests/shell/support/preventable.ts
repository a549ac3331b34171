// Emits events that a listener may prevent, like Electron's.
import type { EventEmitter } from 'node:events'

/** True if a listener prevented it. `details` become properties of the event, as in Electron. */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  details: object = {},
  ...args: unknown[]
): boolean {
  let isPrevented = false
  emitter.emit(name, { ...details, preventDefault: () => (isPrevented = true) }, ...args)
  return isPrevented
}
