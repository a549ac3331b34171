// The line between the demo world and the process that started it: a host under plain Node, or a desktop's main process.
// When the line breaks, whoever started the world is gone, and the world has no reason to be.

export interface Parent {
  send(message: WorldMessage): void
  /** Called once it is gone. */
  onGone(listener: () => void): void
}

/** What the world says, once, when it is ready. */
export interface WorldMessage {
  url: string
}

/** A process as `findParent` looks at it: forked by Node, or Electron's utility process. */
export interface ChildProcess {
  parentPort?: { postMessage(message: unknown): void }
  connected?: boolean
  send?(message: unknown): unknown
  once(event: 'disconnect', listener: () => void): unknown
}

/** Null where nobody listens: started by hand. */
export function findParent(child: ChildProcess): Parent | null {
  const { parentPort } = child
  if (parentPort !== undefined) {
    // A utility process is ended by the system together with the desktop's main process.
    return { send: (message) => parentPort.postMessage(message), onGone: () => undefined }
  }
  if (child.send === undefined) return null
  return {
    send: (message) => child.send?.(message),
    onGone(listener) {
      if (child.connected === true) child.once('disconnect', listener)
      else queueMicrotask(listener)
    },
  }
}
