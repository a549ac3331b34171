// The demo world: a private network on this machine, four people and three stations, the story so
// far, and a door to Alice's home.
// Its own process opens it. `close` ends everything that was started, even during opening.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PageLink } from '../../core/contract/index.ts'
import { runDht, type Log } from '../../core/index.ts'
import { serveDoors, type Doors } from '../host/index.ts'
import { playActs } from './acts.ts'
import { Cast } from './cast.ts'
import { StoryClock } from './story-clock.ts'
import { greetWhenLetIn, liveBy } from './habits.ts'
import { Resident, type Ground } from './resident.ts'
import { DemoStation } from './demo-station.ts'
import { answerAsBob, answerAsCarol, BEGAN_AGO, greetAsHaruko, STORY } from './story/index.ts'
import type { Transcript } from './transcript.ts'

/** A plausible time for a person who answers at once, while the visitor watches. */
const BOB_PAUSE_MS = 4_000
const CAROL_PAUSE_MS = 2_500

/** The link is shown on a page until the visitor follows it. */
const LINK_LIFE_MS = 10 * 60_000

/** A world that outlives its process, because `npm run dev` restarts the engines in it. */
export interface KeptWorld {
  dir: string
  secret: string
  /** The port of Alice's door. */
  port: number
}

export class DemoWorld {
  /** The folder of the whole world; the process removes it, unless the world is kept. */
  readonly dir: string
  readonly #kept: KeptWorld | null
  readonly #log: Log
  readonly #onEnded: () => void
  #doors: Doors | null = null
  readonly #closers: (() => Promise<void> | void)[] = []
  #opening: Promise<void> | null = null
  #isClosed = false

  /** @param onEnded called when the visitor ends the world from its page */
  constructor(log: Log, onEnded: () => void, kept: KeptWorld | null = null) {
    this.dir = kept?.dir ?? mkdtempSync(join(tmpdir(), 'fumikura-demo-world-'))
    this.#kept = kept
    this.#log = log
    this.#onEnded = onEnded
  }

  /**
   * Returns a new link to Alice's page. `transcript` prints the story while it is played.
   * @throws the error that prevents the world from opening
   */
  async open(rendererDir: string, transcript: Transcript | null = null): Promise<PageLink> {
    this.#opening ??= this.#open(rendererDir, transcript)
    await this.#opening
    if (this.#doors === null) throw new Error('The demo world was closed.')
    return this.#doors.openLink(LINK_LIFE_MS)
  }

  async #open(rendererDir: string, transcript: Transcript | null): Promise<void> {
    const isNew = !existsSync(join(this.dir, 'alice'))
    const cast = await this.#openCast(transcript)
    const { alice, bob, carol, haruko } = cast
    await playActs(cast, isNew ? STORY : [], transcript)
    if (!isNew) for (const station of cast.stations) await station.switchOn()
    this.#onClose(liveBy({ pauseMs: BOB_PAUSE_MS, answer: answerAsBob() }, bob, alice.person))
    this.#onClose(liveBy({ pauseMs: CAROL_PAUSE_MS, answer: answerAsCarol() }, carol, alice.person))
    this.#onClose(greetWhenLetIn(haruko, alice.person, greetAsHaruko(alice.person)))
    await this.#openDoor(alice, rendererDir)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#closeAll()
    // An opening that still runs fails on closed parts, and may have started one more.
    await this.#opening?.catch(() => undefined)
    await this.#closeAll()
  }

  /** The latest first. */
  async #closeAll(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close()
  }

  /** In parallel, because each has to join the network. */
  async #openCast(transcript: Transcript | null): Promise<Cast> {
    const dht = await runDht()
    this.#onClose(() => dht.close())
    const [host = '', port] = dht.bootstrap.split(':')
    const clock = new StoryClock(BEGAN_AGO)
    const ground: Ground = {
      dir: this.dir,
      secret: this.#kept?.secret ?? randomBytes(32).toString('hex'),
      bootstrap: { host, port: Number(port) },
      clock,
      log: this.#log,
    }
    const moveIn = async (name: string, login: string): Promise<Resident> => {
      const resident = await Resident.moveIn(name, login, ground)
      this.#onClose(() => resident.leave())
      return resident
    }
    const stations = ['Cellar', 'Studio', 'Attic'].map((name) => new DemoStation(name, ground))
    for (const station of stations) this.#onClose(() => station.switchOff())
    const [alice, bob, carol, haruko] = await Promise.all([
      moveIn('Alice (demo)', 'alice'),
      moveIn('Bob', 'bob'),
      moveIn('Carol', 'carol'),
      moveIn('森 春子', 'haruko'),
    ])
    return new Cast({ alice, bob, carol, haruko }, stations, clock, transcript)
  }

  async #openDoor({ engine, paths }: Resident, rendererDir: string): Promise<void> {
    const doors = await serveDoors({
      handlers: engine.handlers,
      files: engine.files,
      log: this.#log,
      localDoor: paths,
      homeDir: paths.dir,
      memoryPath: paths.door,
      rendererDir,
      port: this.#kept?.port,
      endWorld: this.#onEnded,
    })
    this.#onClose(() => doors.close())
    this.#doors = doors
  }

  /** @throws Error if the world was closed during opening */
  #onClose(close: () => Promise<void> | void): void {
    this.#closers.push(close)
    if (this.#isClosed) throw new Error('The demo world was closed.')
  }
}
