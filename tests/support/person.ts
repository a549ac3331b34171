// A person in a test: a whole engine on its own home,
// called through the same handlers as by a door.
// Only the wires are a test double. They are in memory, where a test can cut and delay them.
import { setMaxListeners } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, toHex, type Clock } from '../../src/core/base/index.ts'
import {
  PLAIN_POLICY,
  type Box,
  type CallContext,
  type Handlers,
  type RefText,
} from '../../src/core/contract/index.ts'
import type { FarLinks } from '../../src/core/contract/message-link.ts'
import { HomeState, type EngineOptions } from '../../src/core/home-state.ts'
import { createEngineFiles, createHandlers, type EngineFiles } from '../../src/core/handlers/index.ts'
import { lockHome } from '../../src/core/home/index.ts'
import type { OpenHome } from '../../src/core/open-home.ts'
import type { MemoryNetwork } from './memory-network.ts'
import { PATIENCE_MS } from './patience.ts'

/** A context for calling handlers directly. */
export const calling: CallContext = { signal: new AbortController().signal }
// Many concurrent calls share this signal, which is no leak.
setMaxListeners(0, calling.signal)

export class Person {
  readonly name: string
  readonly homeDir: string
  readonly #network: MemoryNetwork
  readonly #clock: Clock
  #state: HomeState | null = null
  #handlers: Handlers | null = null

  private constructor(name: string, homeDir: string, network: MemoryNetwork, clock: Clock) {
    this.name = name
    this.homeDir = homeDir
    this.#network = network
    this.#clock = clock
  }

  static async create(
    name: string,
    network: MemoryNetwork,
    clock: Clock = systemClock,
    options: Partial<EngineOptions> = {},
  ): Promise<Person> {
    const person = new Person(name, await mkdtemp(join(tmpdir(), `fumikura-${name}-`)), network, clock)
    await person.start(options)
    await person.do.home.create({ name }, calling)
    return person
  }

  /** Makes a person whose home is at `homeDir`, existing or not. Call `start` next. */
  static at(name: string, homeDir: string, network: MemoryNetwork, clock: Clock = systemClock): Person {
    return new Person(name, homeDir, network, clock)
  }

  /** Opens the home again after `stop`. */
  async start(options: Partial<EngineOptions> = {}): Promise<void> {
    const state = new HomeState(
      {
        home: this.homeDir,
        clock: this.#clock,
        createWires: (identity, isAllowed) => this.#network.wires(identity.device, isAllowed),
        writeBufferBytes: 1 << 20,
        ...options,
      },
      await lockHome(this.homeDir),
    )
    this.#state = state
    await state.openIfPossible().catch(async (error: unknown) => {
      await this.stop()
      throw error
    })
    this.#handlers = createHandlers(state)
  }

  /** Recovers the person in an empty home, by 24 words and a backup. */
  recover(words: string[], how: { backup?: string; backupPassphrase?: string; name?: string }) {
    return this.#state!.recover(words, how)
  }

  /** The contract's handlers, as every door offers them. */
  get do(): Handlers {
    return this.#handlers!
  }

  /** The engine's nouns, for tests that look behind the contract. */
  get home(): OpenHome {
    return this.#state!.home
  }

  /** The file access that a host has. */
  get files(): EngineFiles {
    return createEngineFiles(() => this.home)
  }

  /** The links of phones that a host gets. */
  get far(): FarLinks {
    return this.#state!.far
  }

  get device(): Uint8Array {
    return this.home.parts.identity.device.publicKey
  }

  get id(): string {
    return toHex(this.home.parts.identity.person)
  }

  async stop(): Promise<void> {
    await this.#state?.close()
    this.#state = null
  }

  async remove(): Promise<void> {
    await this.stop()
    await rm(this.homeDir, { recursive: true, force: true })
  }

  /** Sends a letter to persons by name and returns its ref. */
  async write(
    to: { name: string } | { name: string }[],
    subject: string,
    text: string,
    more: Partial<Parameters<Handlers['letters']['send']>[0]> = {},
  ): Promise<RefText> {
    const persons = Array.isArray(to) ? to : [to]
    const { ref } = await this.do.letters.send(
      { to: persons.map((person) => person.name), subject, text, policy: PLAIN_POLICY, ...more },
      calling,
    )
    return ref
  }

  read(ref: string, waitMs = PATIENCE_MS) {
    return this.do.letters.read({ ref, waitMs }, calling)
  }

  list(box: Box = 'inbox', more: Partial<Parameters<Handlers['letters']['list']>[0]> = {}) {
    return this.do.letters.list({ box, limit: 100, order: 'newest', only: [], ...more }, calling)
  }

  async status(ref: string) {
    return (await this.do.letters.status({ ref, limit: 1000 }, calling)).readers
  }

  /** Waits until the notice of `ref` is in the inbox. */
  arrival(ref: string, withinMs?: number): Promise<void> {
    const isThere = async (): Promise<boolean> => (await this.list()).some((entry) => entry.ref === ref)
    return eventually(isThere, `${this.name} gets the notice`, withinMs)
  }
}

/** Pairs two persons by an invite. */
export async function pair(inviter: Person, guest: Person): Promise<void> {
  const { invite } = await inviter.do.invites.create({}, calling)
  await guest.do.invites.accept({ link: invite, waitMs: 30_000 }, calling)
}

/** Polls until the condition holds; fails with its own message. `withinMs`: for a long wait. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  what = 'it',
  withinMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
