// The demo world of `npm run dev`: its process is started again with each new bundle, and finds the
// homes of the last one.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class DevWorld {
  /** @type {import('node:child_process').ChildProcess | null} */
  #child = null
  /** One restart after the other. @type {Promise<void>} */
  #turn = Promise.resolve()
  #isClosed = false
  #isComplete = false
  /** @type {(link: string) => void} */
  #onLink = () => undefined
  #projectDir
  #dir
  #port
  #secret = randomBytes(32).toString('hex')
  #say

  /**
   * @param {string} projectDir
   * @param {(sentence: string) => void} say
   */
  static async create(projectDir, say) {
    return new DevWorld(projectDir, await makeFolder(), await findFreePort(), say)
  }

  /**
   * @param {string} projectDir
   * @param {string} dir
   * @param {number} port
   * @param {(sentence: string) => void} say
   */
  constructor(projectDir, dir, port, say) {
    this.#projectDir = projectDir
    this.#dir = dir
    this.#port = port
    this.#say = say
  }

  /** The address of Alice's engine, the same after each restart. */
  get origin() {
    return `http://127.0.0.1:${this.#port}`
  }

  /**
   * `listener` gets a link after each start. An open page needs none, because it returns by itself.
   * @param {(link: string) => void} listener
   */
  onLink(listener) {
    this.#onLink = listener
  }

  /** @param {string} entry the bundled module of the demo world */
  restart(entry) {
    return (this.#turn = this.#turn.then(async () => {
      await this.#stop()
      if (!this.#isClosed) await this.#start(entry)
    }))
  }

  async close() {
    this.#isClosed = true
    await this.#turn
    await this.#stop()
    await rm(this.#dir, { recursive: true, force: true })
  }

  /** @param {string} entry */
  async #start(entry) {
    // A story that was interrupted is played anew.
    if (!this.#isComplete) {
      await rm(this.#dir, { recursive: true, force: true })
      this.#dir = await makeFolder()
    }
    const kept = { dir: this.#dir, secret: this.#secret, port: this.#port }
    const child = fork(entry, [join(this.#projectDir, 'out/renderer')], {
      env: { ...process.env, FUMIKURA_KEPT_WORLD: JSON.stringify(kept) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A terminal sends Ctrl-C to its whole group; this process ends the world in order.
      detached: process.platform !== 'win32',
    })
    this.#child = child
    this.#say(this.#isComplete ? 'the engines start again' : 'the demo world opens, for some seconds')
    child.on('message', (message) => {
      const { url } = /** @type {{ url: string }} */ (message)
      this.#isComplete = true
      this.#onLink(url)
    })
    child.once('exit', (code) => {
      if (this.#child === child) this.#say(`the demo world ended with ${code}; the next change starts it`)
    })
  }

  async #stop() {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    // The world ends with its parent, and ends so if this process is killed.
    child.disconnect()
    await exited
  }
}

function makeFolder() {
  return mkdtemp(join(tmpdir(), 'fumikura-dev-'))
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  return address.port
}
