// Runs the engine in its own process. Opens it once, then serves a door on each port that arrives,
// and the local socket for the command line.
// It knows nothing of windows; tests run the same code in a worker thread.
import {
  EngineError,
  isEngineError,
  type Channel,
  type DoorHandlers,
  type Handlers,
  type HomeStatus,
  type HostHandlers,
} from '../../core/contract/index.ts'
import { serveContract } from '../../core/contract/server.ts'
import { homePaths, openEngine, type Engine, type Log } from '../../core/index.ts'
import {
  requireProof,
  ChosenPlaces,
  createDemoHandlers,
  openFileServer,
  openSite,
  openStandIn,
  withoutPaths,
  type FileServer,
  type StandIn,
} from '../host/index.ts'
import { FarDoor, forPhones, PageWatch } from '../host/far/index.ts'
import { openSocketDoor, type SocketDoor } from '../host/socket-door.ts'
import type { PublicSite } from '../site/index.ts'
import { DemoAsker } from './demo-asker.ts'
import { HandedFiles } from './handed-files.ts'
import type { FromHost, HostOptions, Keyring, ToHost } from './messages.ts'
import { createPortChannel, type PortLike } from './port-channel.ts'

/** The part of `process.parentPort` that the host uses. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: PortLike[] }) => void): unknown
  postMessage(message: FromHost): void
}

/** `exit` ends the process; called once, after the engine has closed. */
export function runEngineHost(parent: ParentPort, log: Log, exit: (code: number) => void): void {
  const host = new EngineHost(parent, log, exit)
  parent.on('message', ({ data, ports }) => host.receive(data as ToHost, ports))
}

interface Opened {
  engine: Engine
  site: PublicSite
  standIn: StandIn
  files: FileServer
  far: FarDoor
  door: SocketDoor
}

type Serving = Pick<Opened, 'engine' | 'site' | 'standIn'>

class EngineHost {
  readonly #parent: ParentPort
  readonly #log: Log
  readonly #exit: (code: number) => void
  #opened: Promise<Opened> | null = null
  readonly #demo: DemoAsker
  readonly #places = new ChosenPlaces()
  #isEnding = false

  constructor(parent: ParentPort, log: Log, exit: (code: number) => void) {
    this.#parent = parent
    this.#log = log
    this.#exit = exit
    this.#demo = new DemoAsker(parent)
  }

  receive(message: ToHost, ports: PortLike[]): void {
    switch (message.kind) {
      case 'open':
        this.#opened ??= this.#open(message.options)
        this.#opened.catch((error: unknown) => this.#refuse(error))
        return
      case 'port':
        return void this.#serve(ports)
      case 'ask-key':
        return void this.#answer(async ({ keyring }) => ({
          kind: 'key',
          storageKey: await keyring.copyKey(),
        }))
      case 'key-kept':
        return void this.#answer(async ({ keyring }) => {
          await keyring.becomeHosts()
          return { kind: 'kept' }
        })
      case 'ask-only-here':
        return void this.#answer(async ({ handlers }) => ({
          kind: 'only-here',
          count: (await readStatus(handlers)).onlyHere ?? 0,
        }))
      case 'choose':
        return this.#parent.postMessage({ kind: 'chosen', place: this.#places.add(message.path) })
      case 'demo':
      case 'demo-failed':
        return this.#demo.answer(message)
      case 'close':
        return void this.#close(0)
    }
  }

  async #open(options: HostOptions): Promise<Opened> {
    const { home, rendererDir, storageKey, bootstrap, lan } = options
    const engine = await openEngine({ home, storageKey, bootstrap, lan, network: true, log: this.#log })
    let site: PublicSite | null = null
    let standIn: StandIn | null = null
    let files: FileServer | null = null
    let far: FarDoor | null = null
    try {
      const paths = homePaths(home)
      site = await openSite(paths.site, { handlers: engine.handlers, log: this.#log })
      const network = { bootstrap, lan }
      standIn = await openStandIn({ paths, network, log: this.#log }, engine.handlers)
      files = await openFileServer(engine.files, this.#places)
      far = new FarDoor({
        ...{ links: [engine.far], origin: null, phones: engine.phones },
        ...{ handlers: forPhones(engine.handlers), files: engine.files, log: this.#log },
        page: await PageWatch.open({ rendererDir, log: this.#log }),
      })
      const opened = { engine, site, standIn, files, far }
      const door = await openSocketDoor(paths, (channel) => this.#serveOn(channel, opened))
      const keyring = await findKeyring(engine.handlers)
      this.#parent.postMessage({ kind: 'opened', keyring, files: files.endpoint })
      engine.handlers.events.subscribe(({ type }) => {
        if (type === 'home-changed') void this.#postHome(engine.handlers)
      })
      return { ...opened, door }
    } catch (error) {
      far?.close()
      await files?.close()
      await standIn?.close()
      await site?.close()
      await engine.close()
      throw error
    }
  }

  #serveOn(channel: Channel, opened: Serving): void {
    serveContract(channel, this.#handlersOf(opened), this.#log)
  }

  #handlersOf({ engine, site, standIn }: Serving): DoorHandlers {
    const demo = createDemoHandlers(() => this.#demo.ask())
    return { ...engine.handlers, demo, site: site.handlers, standIn: standIn.handlers }
  }

  /** If the engine is not open yet, this waits; the port buffers what the page sends meanwhile. */
  async #serve([door, handing]: PortLike[]): Promise<void> {
    if (door === undefined || handing === undefined) return
    const handed = new HandedFiles(handing)
    try {
      const opened = this.#opened
      if (opened === null) throw new EngineError('INVALID', 'The engine was not opened.')
      const { engine, ...others } = await opened
      const forPage = withoutPaths(this.#handlersOf({ engine, ...others }), this.#places, {
        typesBackups: false,
      })
      // The window belongs to the owner, so without a passphrase it has the same rights as the
      // command line.
      const isMaker = (): boolean => true
      const handlers = requireProof(forPage, { isMaker, onMade: () => undefined, now: Date.now })
      serveContract(createPortChannel(door), { ...handlers, handed: storeHanded(handed, engine) }, this.#log)
    } catch {
      door.close()
      handing.close()
    }
  }

  async #answer(act: (engine: Engine) => Promise<FromHost>): Promise<void> {
    try {
      if (this.#opened === null) throw new EngineError('INVALID', 'The engine was not opened.')
      this.#parent.postMessage(await act((await this.#opened).engine))
    } catch (error) {
      this.#parent.postMessage({ kind: 'failed', ...describeError(error) })
    }
  }

  async #postHome(handlers: Handlers): Promise<void> {
    this.#parent.postMessage({ kind: 'home', keyring: await findKeyring(handlers) })
  }

  #refuse(error: unknown): void {
    this.#log.error('engine-refused', { error: error instanceof Error ? error.stack : String(error) })
    this.#parent.postMessage({ kind: 'refused', ...describeError(error) })
    void this.#close(1)
  }

  async #close(code: number): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    const opened = await this.#opened?.catch(() => null)
    if (opened) {
      const { door, site, standIn, files, far } = opened
      far.close()
      await Promise.all([door.close(), site.close(), standIn.close(), files.close()])
      await opened.engine.close()
    }
    this.#exit(code)
  }
}

function storeHanded(handed: HandedFiles, { files }: Engine): HostHandlers['handed'] {
  return { store: async ({ sealing }) => files.addFromPath({ path: await handed.claim(sealing), sealing }) }
}

async function findKeyring(handlers: Handlers): Promise<Keyring | null> {
  return (await readStatus(handlers)).keyring
}

function readStatus(handlers: Handlers): Promise<HomeStatus> {
  return handlers.home.status({}, { signal: new AbortController().signal })
}

function describeError(error: unknown): Pick<Extract<FromHost, { kind: 'failed' }>, 'code' | 'message'> {
  if (isEngineError(error)) return { code: error.code, message: error.message }
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}
