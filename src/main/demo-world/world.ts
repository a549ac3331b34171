// The demo world: a private network on this machine, four people on it, the story up to now, and a door to alice's home.
// Opened by the process that the world is; whatever was begun is ended by `close`, also in the middle of opening.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PageLink } from '../../core/contract/index.ts'
import { runDht, type Log } from '../../core/index.ts'
import { serveDoors, type Doors } from '../host/index.ts'
import { Cast, playActs } from './cast.ts'
import { StoryClock } from './clock.ts'
import { greetWhenLetIn, liveBy } from './habits.ts'
import { Resident, type Ground } from './resident.ts'
import { answerAsBob, answerAsCarol, BEGAN_AGO, greetAsHaruko, STORY } from './story/index.ts'

/** As long as a person takes who answers at once, and as long as a visitor looks on. */
const BOB_PAUSE_MS = 4_000
const CAROL_PAUSE_MS = 2_500

const INVITE_WAIT_MS = 20_000
/** The link stands on a page until somebody follows it. */
const LINK_LIFE_MS = 10 * 60_000

export class DemoWorld {
  /** Everything of the world lies here; whoever opened it takes it away. */
  readonly dir = mkdtempSync(join(tmpdir(), 'fumikura-demo-world-'))
  readonly #log: Log
  #doors: Doors | null = null
  readonly #closers: (() => Promise<void> | void)[] = []
  #opening: Promise<void> | null = null
  #isClosed = false

  constructor(log: Log) {
    this.#log = log
  }

  /** Gives a link to alice's page, a new one each time. @throws whatever keeps a world from being */
  async open(rendererDir: string): Promise<PageLink> {
    this.#opening ??= this.#open(rendererDir)
    await this.#opening
    if (this.#doors === null) throw new Error('The demo world was closed.')
    return this.#doors.openLink(LINK_LIFE_MS)
  }

  async #open(rendererDir: string): Promise<void> {
    const cast = await this.#settle()
    const { alice, bob, carol, haruko } = cast
    for (const guest of [bob, carol]) await pair(alice, guest)
    await pair(bob, carol)
    await playActs(cast, STORY)
    this.#onClose(liveBy({ pauseMs: BOB_PAUSE_MS, answer: answerAsBob() }, bob, alice.person))
    this.#onClose(liveBy({ pauseMs: CAROL_PAUSE_MS, answer: answerAsCarol() }, carol, alice.person))
    this.#onClose(greetWhenLetIn(haruko, alice.person, greetAsHaruko(alice.person)))
    await this.#openDoor(alice, rendererDir)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#closeAll()
    // What is still being opened is refused by what is closed, and may have begun one thing more.
    await this.#opening?.catch(() => undefined)
    await this.#closeAll()
  }

  /** The latest first. */
  async #closeAll(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close()
  }

  /** All at once, since each has a network to find. */
  async #settle(): Promise<Cast> {
    const dht = await runDht()
    this.#onClose(() => dht.close())
    const [host = '', port] = dht.bootstrap.split(':')
    const clock = new StoryClock(BEGAN_AGO)
    const ground: Ground = { dir: this.dir, bootstrap: { host, port: Number(port) }, clock, log: this.#log }
    const moveIn = async (name: string, folder: string): Promise<Resident> => {
      const resident = await Resident.moveIn(name, folder, ground)
      this.#onClose(() => resident.close())
      return resident
    }
    const [alice, bob, carol, haruko] = await Promise.all([
      moveIn('Alice (demo)', 'alice'),
      moveIn('Bob', 'bob'),
      moveIn('Carol', 'carol'),
      moveIn('森 春子', 'haruko'),
    ])
    return new Cast({ alice, bob, carol, haruko }, clock)
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
    })
    this.#onClose(() => doors.close())
    this.#doors = doors
  }

  /** @throws Error when the world was closed while it was opened */
  #onClose(close: () => Promise<void> | void): void {
    this.#closers.push(close)
    if (this.#isClosed) throw new Error('The demo world was closed.')
  }
}

async function pair(inviter: Resident, guest: Resident): Promise<void> {
  const { invite } = await inviter.api.invites.create()
  await guest.api.invites.accept({ link: invite, waitMs: INVITE_WAIT_MS })
}
