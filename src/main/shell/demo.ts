// Runs the demo world as an Electron utility process; DemoKeeper manages it as in every host.
import type { DemoProcess } from '../host/demo-keeper.ts'
import type { ElectronParts } from './electron-parts.ts'

/** Electron also uses this name in its event for ended processes. */
export const DEMO_NAME = 'Fumikura demo'

/** `entry` is the built module of the demo world; `rendererDir` is the page that it serves. */
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
    // The process handles the signal and removes its folder.
    release: () => void child.kill(),
    kill: () => void child.kill(),
  }
}
