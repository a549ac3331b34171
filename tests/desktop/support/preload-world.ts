// The built preload in an isolated world of a real page, as Electron runs it. Its `ipcRenderer` is
// bridged to this process, and every port that main hands over becomes a real MessagePort of the
// page.
import { readFile } from 'node:fs/promises'
import type { CDPSession, Page } from '@playwright/test'
import type { MainPort } from '../../support/main-port.ts'

const WORLD = 'fumikura-preload'
const BINDING = 'fumikuraToMain'

type FromWorld =
  | { kind: 'ipc'; channel: string }
  | { kind: 'port'; port: number; data: string }
  | { kind: 'port-closed'; port: number }

type ToWorld =
  | { kind: 'ipc'; channel: string; ports: number[] }
  | { kind: 'port'; port: number; data: unknown }
  | { kind: 'port-closed'; port: number }
  | { kind: 'paths'; paths: Readonly<Record<string, string>> }

export class PreloadWorld {
  readonly #cdp: CDPSession
  readonly #onIpc: (channel: string) => void
  readonly #ports = new Map<number, MainPort>()
  #contextId: number | null = null
  #lastPort = 0

  private constructor(cdp: CDPSession, onIpc: (channel: string) => void) {
    this.#cdp = cdp
    this.#onIpc = onIpc
  }

  /** Call this function before the page's first navigation. */
  static async open(page: Page, preload: string, onIpc: (channel: string) => void): Promise<PreloadWorld> {
    const cdp = await page.context().newCDPSession(page)
    const world = new PreloadWorld(cdp, onIpc)
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== WORLD) return
      // A new document, so the previous one's ports are closed.
      for (const port of world.#ports.values()) port.close()
      world.#ports.clear()
      world.#contextId = context.id
    })
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING) world.#take(JSON.parse(payload) as FromWorld)
    })
    await cdp.send('Runtime.enable')
    await cdp.send('Page.enable')
    await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
    const source = inWorld(await readFile(preload, 'utf8'))
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD })
    return world
  }

  #take(message: FromWorld): void {
    if (message.kind === 'ipc') return this.#onIpc(message.channel)
    const port = this.#ports.get(message.port)
    if (message.kind === 'port') port?.postMessage(message.data)
    else port?.close()
  }

  /** Like `WebFrameMain.postMessage`. */
  post(channel: string, ports: MainPort[]): void {
    const ids = ports.map((port) => this.#adopt(port))
    this.#send({ kind: 'ipc', channel, ports: ids })
    // Starts the ports after the page has them, so that no message arrives before its port.
    for (const port of ports) port.start()
  }

  #adopt(port: MainPort): number {
    const id = ++this.#lastPort
    this.#ports.set(id, port)
    port.on('message', ({ data }: { data: unknown }) => this.#send({ kind: 'port', port: id, data }))
    port.on('close', () => {
      this.#ports.delete(id)
      this.#send({ kind: 'port-closed', port: id })
    })
    return id
  }

  /** Sets the paths of files that the person gives to the page, by name. Others have none. */
  setPaths(paths: Readonly<Record<string, string>>): void {
    this.#send({ kind: 'paths', paths })
  }

  #send(message: ToWorld): void {
    const contextId = this.#contextId
    if (contextId === null) return
    const expression = `globalThis.fumikuraFromMain(${JSON.stringify(message)})`
    // A document that was replaced meanwhile gets no message, as in Electron.
    this.#cdp.send('Runtime.evaluate', { contextId, expression }).catch(() => undefined)
  }
}

function inWorld(preload: string): string {
  return `(${bridge.toString()})(${JSON.stringify(BINDING)}, function (require, module, exports) {${preload}\n})`
}

/** Runs in the isolated world: the `electron` of a sandboxed preload, and the page's port ends. */
function bridge(
  binding: string,
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
): void {
  type Listener = (event: { ports: MessagePort[] }) => void
  const world = globalThis as unknown as Record<string, (message: never) => void>
  const tell = (message: object): void => (world[binding] as (text: string) => void)(JSON.stringify(message))
  const listeners = new Map<string, Listener>()
  const ports = new Map<number, MessagePort>()
  const paths = new Map<string, string>()

  function openPort(id: number): MessagePort {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.onmessage = ({ data }: MessageEvent<string>) => tell({ kind: 'port', port: id, data })
    port1.addEventListener('close', () => {
      if (ports.delete(id)) tell({ kind: 'port-closed', port: id })
    })
    return port2
  }

  world.fumikuraFromMain = (message: {
    kind: string
    channel: string
    ports: number[]
    port: number
    data: unknown
    paths: Record<string, string>
  }) => {
    if (message.kind === 'paths')
      for (const [name, path] of Object.entries(message.paths)) paths.set(name, path)
    else if (message.kind === 'ipc') listeners.get(message.channel)?.({ ports: message.ports.map(openPort) })
    else if (message.kind === 'port') ports.get(message.port)?.postMessage(message.data)
    else {
      const port = ports.get(message.port)
      ports.delete(message.port)
      port?.close()
    }
  }

  const electron = {
    ipcRenderer: {
      on: (channel: string, listener: Listener) => listeners.set(channel, listener),
      send: (channel: string) => tell({ kind: 'ipc', channel }),
    },
    webUtils: { getPathForFile: ({ name }: File) => paths.get(name) ?? '' },
  }
  preload(
    (name) => {
      if (name !== 'electron') throw new Error(`a sandboxed preload cannot require ${name}`)
      return electron
    },
    { exports: {} },
    {},
  )
}
