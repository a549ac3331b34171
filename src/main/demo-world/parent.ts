// The line between the demo world and the process that started it: a host under plain Node, or a desktop's main process.
// When the line breaks, whoever started the world is gone, and the world has no reason to be.

import type { PageLink } from '../../core/contract/index.ts'

export interface Parent {
  send(message: WorldMessage): void
  /** Called whenever somebody wants to look in once more. */
  onAsked(listener: () => void): void
  /** Called once it is gone. */
  onGone(listener: () => void): void
}

/** What the world says when it is ready, and whenever it is asked: a link that opens its page once. */
export type WorldMessage = PageLink

/** A process as `findParent` looks at it: forked by Node, or Electron's utility process. */
export interface ChildProcess {
  parentPort?: { postMessage(message: unknown): void; on(event: 'message', listener: () => void): unknown }
  connected?: boolean
  send?(message: unknown): unknown
  once(event: 'disconnect', listener: () => void): unknown
  on(event: 'message', listener: () => void): unknown
}

/** Null where nobody listens: started by hand. */
export function findParent(child: ChildProcess): Parent | null {
  const { parentPort } = child
  if (parentPort !== undefined) {
    // A utility process is ended by the system together with the desktop's main process.
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
