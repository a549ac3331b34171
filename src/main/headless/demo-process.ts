// The demo world as a child of this process, on a channel that breaks with either of the two.
import { fork } from 'node:child_process'
import type { DemoProcess } from '../host/index.ts'

/** `entry`: the built module of the world; `rendererDir`: the page it serves. */
export function forkDemo(entry: string, rendererDir: string): DemoProcess {
  const child = fork(entry, [rendererDir], {
    // One JSON line on stdout is what `up` promises, and it has been printed.
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    execArgv: [],
  })
  return {
    onMessage: (listener) => child.on('message', listener),
    ask: () => {
      if (child.connected) child.send('link')
    },
    onEnd(listener) {
      child.once('exit', listener)
      // A process that could not be started has no exit.
      child.once('error', listener)
    },
    release: () => {
      if (child.connected) child.disconnect()
    },
    kill: () => child.kill('SIGKILL'),
  }
}
