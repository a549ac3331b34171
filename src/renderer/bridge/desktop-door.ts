// Connects the desktop's window to the engine and the shell. The preload gives it two ports.
// The page asks for them again after the engine's process or the page was restarted.
import {
  ChannelEnd,
  createClient,
  type Channel,
  type Client,
  type MethodsOf,
  type SealingId,
  type ShellEvent,
  type ShellNouns,
} from '../../core/contract/index.ts'
import type { Dial } from './connection.ts'

/** The preload uses the same strings. */
const ASK_PORTS = 'fumikura:ask-ports'
const GIVE_PORTS = 'fumikura:give-ports'
const HAND_FILE = 'fumikura:hand-file'

export type ShellCalls = MethodsOf<ShellNouns>

export interface DesktopDoor {
  dial: Dial
  /**
   * Resolves to the current shell; calls wait for the first.
   * @throws UNREACHABLE if it ended meanwhile
   */
  shell(): Promise<ShellCalls>
  onShellEvent(listener: (event: ShellEvent) => void): void
  /** Passes a file to the preload, which knows its path. Resolves to false if it has none. */
  hand(file: File, sealing: SealingId): Promise<boolean>
}

export function createDesktopDoor(page: Window): DesktopDoor {
  const listeners = new Set<(event: ShellEvent) => void>()
  let engine: Channel | null = null
  let shell: Client<ShellCalls, ShellEvent> | null = null
  const waiting: ((calls: ShellCalls) => void)[] = []

  function dispatch(event: ShellEvent): void {
    // A port does not always report that its other end died, but the shell does.
    if (event.type === 'engine-died') engine?.close('the engine ended')
    for (const listener of [...listeners]) listener(event)
  }

  function beginShell(port: MessagePort): void {
    shell = createClient<ShellCalls, ShellEvent>(createPortChannel(port))
    shell.api.events.subscribe(dispatch)
    for (const resolve of waiting.splice(0)) resolve(shell.api)
  }

  return {
    async dial() {
      const [enginePort, shellPort] = await askPorts(page)
      engine = createPortChannel(enginePort)
      beginShell(shellPort)
      return engine
    },
    shell: () =>
      shell === null ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(shell.api),
    onShellEvent: (listener) => void listeners.add(listener),
    hand: (file, sealing) => handFile(page, file, sealing),
  }
}

/**
 * Resolves when the engine is open. Before that there is no port, and a second request would change
 * nothing.
 */
function askPorts(page: Window): Promise<[MessagePort, MessagePort]> {
  return new Promise((resolve) => {
    const listen = ({ source, origin, data, ports }: MessageEvent): void => {
      const [engine, shell] = ports
      if (source !== page || origin !== page.location.origin || data !== GIVE_PORTS) return
      if (engine === undefined || shell === undefined) return
      page.removeEventListener('message', listen)
      resolve([engine, shell])
    }
    page.addEventListener('message', listen)
    page.postMessage(ASK_PORTS, page.location.origin)
  })
}

function handFile(page: Window, file: File, sealing: SealingId): Promise<boolean> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      port1.close()
      resolve(data === true)
    }
    page.postMessage([HAND_FILE, sealing, file], page.location.origin, [port2])
  })
}

function createPortChannel(port: MessagePort): Channel {
  const end = new ChannelEnd()
  const finish = (reason: string): void => {
    if (end.end(reason)) port.close()
  }
  port.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') end.receive(data)
    else finish('not text')
  })
  port.addEventListener('close', () => end.end('the port closed'))
  // Start after the caller has set its listeners.
  queueMicrotask(() => port.start())
  return end.channel((frame) => port.postMessage(frame), finish)
}
