// Runs the demo world as a child process, connected by a channel that closes when either side ends.
import { fork } from 'node:child_process'
import type { DemoProcess } from '../host/index.ts'

/** `entry` is the built module of the demo world; `rendererDir` is the page that it serves. */
export function forkDemo(entry: string, rendererDir: string): DemoProcess {
  const child = fork(entry, [rendererDir], {
    // `up` promises one JSON line on stdout and has printed it already.
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
      // A process that could not start emits no exit.
      child.once('error', listener)
    },
    release: () => {
      if (child.connected) child.disconnect()
    },
    kill: () => child.kill('SIGKILL'),
  }
}
