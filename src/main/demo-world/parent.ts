// The connection between the demo world and the process that started it: a host under plain Node,
// or a desktop's main process. When it breaks, the parent process is gone and the world ends.

import type { PageLink } from '../../core/contract/index.ts'

export interface Parent {
  send(message: WorldMessage): void
  /** Called when the parent asks for another link. */
  onAsked(listener: () => void): void
  /** Called when the parent is gone. */
  onGone(listener: () => void): void
}

/**
 * The message when the world is ready, and each time it is asked: a link that opens its page once.
 */
export type WorldMessage = PageLink

/** The parts of a process that `findParent` uses: forked by Node, or Electron's utility process. */
export interface ChildProcess {
  parentPort?: { postMessage(message: unknown): void; on(event: 'message', listener: () => void): unknown }
  connected?: boolean
  send?(message: unknown): unknown
  once(event: 'disconnect', listener: () => void): unknown
  on(event: 'message', listener: () => void): unknown
}

/** Null if the process was started by hand. */
export function findParent(child: ChildProcess): Parent | null {
  const { parentPort } = child
  if (parentPort !== undefined) {
    // The system ends a utility process together with the desktop's main process.
    return {
      send: (message) => parentPort.postMessage(message),
      onAsked: (listener) => void parentPort.on('message', listener),
      onGone: () => undefined,
    }
  }
  if (child.send === undefined) return null
  return {
    send: (message) => child.send?.(message),
    onAsked: (listener) => void child.on('message', listener),
    onGone(listener) {
      if (child.connected === true) child.once('disconnect', listener)
      else queueMicrotask(listener)
    },
  }
}
