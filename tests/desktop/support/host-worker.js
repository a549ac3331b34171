// Runs the built engine host in a worker thread like Electron's utility process: it provides
// `process.parentPort`, and ports with Electron's interface.
import { parentPort, workerData } from 'node:worker_threads'

if (parentPort === null) throw new Error('this file is a worker')
const parent = parentPort

/** @param {import('node:worker_threads').MessagePort} port */
function withElectronsInterface(port) {
  return {
    /** @param {'message' | 'close'} event @param {(event: { data: unknown }) => void} listener */
    on(event, listener) {
      if (event === 'message') port.on('message', (data) => listener({ data }))
      else port.on('close', () => listener({ data: null }))
    },
    /** @param {unknown} message */
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }
}

Object.assign(process, {
  parentPort: {
    /** @param {'message'} _event @param {(event: { data: unknown, ports: object[] }) => void} listener */
    on(_event, listener) {
      parent.on('message', ({ data, ports }) => listener({ data, ports: ports.map(withElectronsInterface) }))
    },
    /** @param {unknown} message */
    postMessage: (message) => parent.postMessage(message),
  },
})

await import(/** @type {{ engineHost: string }} */ (workerData).engineHost)
