// Electron's events that a listener may prevent.
import type { EventEmitter } from 'node:events'

/** True when a listener prevented it; `details` stand on the event itself, as Electron has it. */
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
