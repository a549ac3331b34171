// A desktop on the fake Electron, with its own folders, and the page's end of its ports.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createClient,
  type Client,
  type MethodsOf,
  type ShellEvent,
  type ShellNouns,
} from '../../../src/core/contract/index.ts'
import { createPortChannel } from '../../../src/main/engine-host/port-channel.ts'
import { startShell } from '../../../src/main/shell/index.ts'
import type { Shell, ShellOptions } from '../../../src/main/shell/shell.ts'
import { PAGE_URL } from '../../../src/main/shell/page-scheme.ts'
import type { MainPort } from '../../support/main-port.ts'
import { FakeElectron } from './fake-electron.ts'

export type ShellClient = Client<MethodsOf<ShellNouns>, ShellEvent>

export interface Starting {
  platform?: NodeJS.Platform
  argv?: string[]
  env?: NodeJS.ProcessEnv
  settings?: object
  findUpdater?: ShellOptions['findUpdater']
  before?: (fake: FakeElectron) => void
}

export class RunningShell {
  readonly fake: FakeElectron
  readonly dir: string
  /** Null in a second instance. */
  shell: Shell | null = null
  nowMs = Date.UTC(2026, 0, 1)
  readonly warnings: string[] = []

  constructor(dir: string) {
    this.dir = dir
    this.fake = new FakeElectron(dir)
  }

  static async start(dir: string, starting: Starting = {}): Promise<RunningShell> {
    const running = new RunningShell(dir)
    await mkdir(join(dir, 'renderer'), { recursive: true })
    await writeFile(join(dir, 'renderer/page-files.json'), '["desktop.html"]')
    await writeFile(join(dir, 'renderer/desktop.html'), '<!doctype html>')
    if (starting.settings !== undefined) {
      await mkdir(running.path('home/desktop'), { recursive: true })
      await writeFile(running.path('home/desktop/desktop.json'), JSON.stringify(starting.settings))
    }
    starting.before?.(running.fake)
    running.shell = await startShell(running.#options(starting))
    return running
  }

  #options({ platform = 'linux', argv = [], env = {}, findUpdater }: Starting): ShellOptions {
    const node = {
      platform,
      argv: ['fumikura', ...argv],
      env: { HOME: this.dir, ...env },
      execPath: '/usr/bin/fumikura',
      on: () => node,
    }
    return {
      electron: this.fake.parts,
      node: node as unknown as NodeJS.Process,
      paths: {
        renderer: this.path('renderer'),
        preload: '/app/preload.cjs',
        engineHost: '/app/engine-host.js',
        demoWorld: '/app/demo-world.js',
        icons: '/app/icons',
        home: this.path('home'),
      },
      network: {},
      findUpdater: findUpdater ?? (async () => null),
      log: {
        warn: (event) => void this.warnings.push(event),
        error: (event) => void this.warnings.push(event),
      },
      now: () => this.nowMs,
    }
  }

  path(name: string): string {
    return join(this.dir, name)
  }

  /** The engine's process reports that the home is open. */
  openEngine(keyring: 'passphrase' | 'host' | 'clear' | null = null): void {
    this.fake.process.say({ kind: 'opened', keyring, files: { port: 1, secret: 's' } })
  }

  /** Asks for ports like the preload. `frame` and `sender` replace those of the page. */
  askPorts({ frame = this.fake.contents.mainFrame, sender = this.fake.contents } = {}): void {
    this.fake.ipcMain.emit('fumikura:ask-ports', { sender, senderFrame: frame })
  }

  /** Returns the page's raw port to the shell, as a compromised page has it. */
  takePort(): MainPort {
    this.askPorts()
    return this.fake.contents.mainFrame.got.at(-1)!.ports[1]!
  }

  /** Returns the page's client of the shell. */
  connect(): ShellClient {
    return createClient<MethodsOf<ShellNouns>, ShellEvent>(createPortChannel(this.takePort()))
  }

  async quit(): Promise<void> {
    const { app } = this.fake
    if (app.hasEnded) return
    const ended = new Promise<void>((resolve) => app.once('quit', () => resolve()))
    app.quit()
    await ended
  }
}

export { PAGE_URL }
