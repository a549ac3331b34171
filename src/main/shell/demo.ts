// The demo world as a utility process of Electron's; its keeper is the one of every host.
import type { DemoProcess } from '../host/demo-keeper.ts'
import type { ElectronParts } from './electron-parts.ts'

/** Also what Electron calls it when it tells of processes that ended. */
export const DEMO_NAME = 'Fumikura demo'

/** `entry`: the built module of the world; `rendererDir`: the page it serves. */
export function forkDemo(
  utilityProcess: ElectronParts['utilityProcess'],
  entry: string,
  rendererDir: string,
): DemoProcess {
  const child = utilityProcess.fork(entry, [rendererDir], { serviceName: DEMO_NAME, stdio: 'ignore' })
  return {
    onMessage: (listener) => child.on('message', listener),
    ask: () => child.postMessage('link'),
    onEnd: (listener) => void child.once('exit', listener),
    // It hears the signal, and takes its folder along.
    release: () => void child.kill(),
    kill: () => void child.kill(),
  }
}
