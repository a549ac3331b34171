// The owner starts the engine as `fumikura up` does, with a browser that only prints its arguments,
// and connects a page. The owner keeps the list of secrets, with which everything that a spy sees
// is compared.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import { createClient } from '../../../src/core/contract/index.ts'
import { startUp } from '../../../src/main/headless/up.ts'
import type { Running } from '../../../src/main/headless/command.ts'
import { createPageChannel } from '../../contract/transports.ts'
import { killChild } from '../../support/child.ts'
import {
  followLink,
  makePageMemory,
  openPageSocket,
  passed,
  returnToDoor,
  type PageMemory,
  type PageSession,
} from '../../support/door-page.ts'
import { eventually } from '../../support/person.ts'
import type { Trial } from '../trial.ts'

/** Arguments are visible as long as the browser process runs; this one runs so long. */
const BROWSER_LIFE_S = 8

export interface Run {
  port: number
  /** The link that `up` prints. It works once. */
  link: string
  /** The argument of the browser process. */
  argument: string
}

export class Owner {
  /** Codes and session secrets of every run. No spy may see one of them. */
  readonly secrets = new Set<string>()
  /** Codes of used links. They must open nothing. */
  readonly usedCodes = new Set<string>()
  readonly ports: number[] = []
  readonly homeDir: string
  run: Run | null = null
  page: (PageSession & { port: number; memory: PageMemory }) | null = null
  /** True if another process had the page's port when this run began. */
  isCutOff = false
  readonly #bin: string
  readonly #programs = new Set<ChildProcess>()
  #running: Running | null = null
  #socket: WebSocket | null = null

  private constructor(folder: string) {
    this.homeDir = join(folder, 'home')
    this.#bin = join(folder, 'bin')
  }

  static async arrive(trial: Trial): Promise<Owner> {
    const folder = await trial.folder()
    // Like /home, other accounts may pass through, so the home must protect itself.
    await chmod(folder, 0o711)
    const owner = new Owner(folder)
    trial.onEnd(() => owner.leave())
    await mkdir(owner.#bin)
    await writeFile(join(owner.#bin, 'xdg-open'), owner.#browser())
    await chmod(join(owner.#bin, 'xdg-open'), 0o755)
    return owner
  }

  /** A script that runs like a browser with its argument, and writes the argument to a file. */
  #browser(): string {
    const file = join(this.#bin, 'argument')
    return [
      '#!/bin/sh',
      `printf %s "$1" > ${file}.new && mv ${file}.new ${file}`,
      `sleep ${BROWSER_LIFE_S}`,
      '',
    ].join('\n')
  }

  /** `taken` is the port that another process has. */
  async start(taken: number | null): Promise<Run> {
    this.isCutOff = taken !== null && taken === this.page?.port
    const { PATH, DISPLAY } = process.env
    Object.assign(process.env, { PATH: `${this.#bin}:${PATH ?? ''}`, DISPLAY: ':0' })
    try {
      this.#running = await startUp(
        {
          ...{ home: this.homeDir, lan: 'off', port: undefined, web: null, mayOpenBrowser: true },
          bootstrap: [{ host: '127.0.0.1', port: 9 }],
          findPassphrase: () => Promise.resolve(null),
        },
        { rendererDir: join(this.homeDir, 'no-page'), demoEntry: '' },
      )
    } finally {
      Object.assign(process.env, { PATH })
      if (DISPLAY === undefined) delete process.env.DISPLAY
      else process.env.DISPLAY = DISPLAY
    }
    const link = String(this.#running.ready.url)
    const port = Number(new URL(link).port)
    this.ports.push(port)
    this.run = { link, port, argument: await this.#findArgument() }
    for (const code of [link, await this.findFileLink()]) this.secrets.add(codeOf(code))
    return this.run
  }

  async #findArgument(): Promise<string> {
    const path = join(this.#bin, 'argument')
    let argument = ''
    const isThere = async (): Promise<boolean> =>
      (argument = await readFile(path, 'utf8').catch(() => '')) !== ''
    await eventually(isThere, 'the browser is started')
    await rm(path)
    return argument
  }

  /** Returns the link in the file that the browser opens; the argument itself if it is a link. */
  async findFileLink(): Promise<string> {
    const { argument } = this.run!
    if (argument.startsWith('http')) return argument
    const text = await readFile(argument, 'utf8')
    return /http:\/\/127[^"]*#code=[0-9a-f]{64}/.exec(text)![0]
  }

  /** The page starts a session by a link, and creates the person in a new home. */
  async comeIn(link: string): Promise<void> {
    const session = await followLink(link)
    this.secrets.add(session.secret)
    this.page = { ...session, port: this.run!.port, memory: makePageMemory() }
    await this.dial()
    this.secrets.add(this.page.memory.returnSecret)
    const { api } = createClient(createPageChannel(this.#socket!))
    const { state } = await api.home.status()
    if (state === 'empty') await api.home.create({ name: 'alice' })
  }

  /** True if the page has this run's address. */
  get isHome(): boolean {
    return this.page?.port === this.run?.port
  }

  /** The open page returns from an earlier run and moves to this one's address. False if it cannot. */
  async comeBack(): Promise<boolean> {
    const link = await this.#return().catch(() => null)
    if (link === null) return false
    this.usedCodes.add(codeOf(link))
    const session = await followLink(link)
    this.secrets.add(session.secret)
    this.page = { ...session, port: this.run!.port, memory: makePageMemory() }
    await this.dial()
    return true
  }

  async #return(): Promise<string> {
    const { port, session, memory } = this.page!
    this.#socket?.terminate()
    const { socket, link } = await returnToDoor({ port }, session, memory)
    this.#socket = socket
    return link
  }

  /** Moves the code of a used link from the secrets to the used codes. */
  spend(link: string): void {
    this.secrets.delete(codeOf(link))
    this.usedCodes.add(codeOf(link))
  }

  /**
   * Dials the page's port like an open tab, although another process may hold the port by now.
   * @throws Error when the page is refused, or the other side proves nothing
   */
  async dial(): Promise<void> {
    if (!this.isHome) return void this.secrets.add(codeOf(await this.#return()))
    const { port, memory } = this.page!
    this.#socket?.terminate()
    this.#socket = await openPageSocket({ port, memory }, this.page!)
  }

  /** Returns the address of a file, valid for this page in this run. */
  addressOf(name: string): string {
    return passed(this.page!.port, 'GET', `/file/${name}`, this.page!)
  }

  /** Drops an address on another program, which then has it among its arguments. */
  drop(address: string): void {
    const program = spawn('sleep', [String(BROWSER_LIFE_S)], {
      stdio: 'ignore',
      argv0: `player http://127.0.0.1:${this.run!.port}${address}`,
    })
    this.#programs.add(program)
  }

  async stop(): Promise<void> {
    this.#socket?.terminate()
    await this.#running?.close()
    this.#running = null
    this.run = null
  }

  async leave(): Promise<void> {
    await this.stop()
    for (const program of this.#programs) await killChild(program)
  }
}

const codeOf = (link: string): string => new URL(link).hash.replace('#code=', '')
