// A server program in the foreground: started, waited for, and ended by its process id.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, constants } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'

const STARTED_MS = 20_000

export class Daemon {
  readonly #child: ChildProcess
  readonly #name: string
  #output = ''

  private constructor(name: string, child: ChildProcess) {
    this.#name = name
    this.#child = child
    const note = (chunk: Buffer): void => void (this.#output += chunk.toString())
    child.stdout?.on('data', note)
    child.stderr?.on('data', note)
  }

  /** Starts a program, and resolves when it listens at all of `ports`. */
  static async start(program: string, args: string[], ports: number[]): Promise<Daemon> {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const daemon = new Daemon(program, child)
    try {
      for (const port of ports) await daemon.#waitFor(port)
    } catch (error) {
      await daemon.stop()
      throw error
    }
    return daemon
  }

  /** Ends the program; both dovecot and postfix end their own processes then. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#child
    if (exitCode !== null || signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await ended
  }

  async #waitFor(port: number): Promise<void> {
    const until = Date.now() + STARTED_MS
    while (!(await isOpen(port))) {
      if (this.#child.exitCode !== null || Date.now() > until)
        throw new Error(`${this.#name} does not listen at ${port}: ${this.#output}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/** Returns ports of loopback that nobody used a moment ago. */
export async function findPorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports: number[] = []
  for (const server of servers) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ports.push((server.address() as AddressInfo).port)
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** @throws with the name of the Debian package if a program is missing */
export async function requirePrograms(programs: Record<string, string>): Promise<void> {
  for (const [file, packageName] of Object.entries(programs)) {
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (!isThere) throw new Error(`${file} is missing: install the package ${packageName}`)
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
