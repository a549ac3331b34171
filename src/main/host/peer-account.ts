// Admits only connections of this account to a server on loopback: Linux lists the owner of every
// socket. A connection gets a place after this check, so another account cannot take the places.
// Other systems do not list them; there only the handshake of the web door protects.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
/**
 * A socket that its owner has closed is listed under account 0, so only an open one names its
 * owner.
 */
const ESTABLISHED = '01'
const ROOT = 0
/** A table that changes while it is read can lack an entry. */
const MAX_LOOKS = 5
/** The most of the time that reading the tables takes, however many connect: a quarter. */
const REST_PER_READ = 3

/** 127.0.0.1 as these tables write it, also inside an IPv6 socket. */
const LOOPBACK = /^(?:0{16}FFFF0000)?0100007F$/

interface Look {
  /** The port of the server, and that of the peer. */
  near: number
  far: number
  settle: (owner: number | null) => void
}

/** Finds owners of sockets. One read of the tables answers everybody who waits. */
class PeerTable {
  #waiting: Look[] = []
  #isReading = false

  /** Returns the account that holds the open socket 127.0.0.1:`far` → 127.0.0.1:`near`, or null. */
  findOwner(near: number, far: number): Promise<number | null> {
    return new Promise((settle) => {
      this.#waiting.push({ near, far, settle })
      if (!this.#isReading) void this.#readForAll()
    })
  }

  async #readForAll(): Promise<void> {
    this.#isReading = true
    while (this.#waiting.length > 0) {
      const looks = this.#waiting.splice(0)
      const startedAt = performance.now()
      const owners = readOwners(
        await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => ''))),
      )
      for (const { near, far, settle } of looks) settle(owners.get(`${far}>${near}`) ?? null)
      const restMs = REST_PER_READ * (performance.now() - startedAt)
      await new Promise((resolve) => setTimeout(resolve, restMs))
    }
    this.#isReading = false
  }
}

/** `from>to` → account, of the open sockets of loopback. */
function readOwners(tables: readonly string[]): Map<string, number> {
  const owners = new Map<string, number>()
  for (const line of tables.join('\n').split('\n')) {
    const [, from = '', to = '', state, , , , uid] = line.trim().split(/\s+/, 8)
    if (state !== ESTABLISHED) continue
    const [near, far] = [portOnLoopback(from), portOnLoopback(to)]
    if (near !== null && far !== null) owners.set(`${near}>${far}`, Number(uid))
  }
  return owners
}

function portOnLoopback(entry: string): number | null {
  const [address = '', hexPort = ''] = entry.split(':')
  return LOOPBACK.test(address) ? Number.parseInt(hexPort, 16) : null
}

const table = new PeerTable()

/** True if the peer runs under this account or root; root can read everything anyway. */
async function isOwnPeer(near: number, far: number, isOpen: () => boolean): Promise<boolean> {
  for (let look = 0; look < MAX_LOOKS && isOpen(); look++) {
    const owner = await table.findOwner(near, far)
    if (owner !== null) return owner === ROOT || owner === process.getuid?.()
  }
  return false
}

export interface Admission {
  /** Call it when the server listens; connections wait until then. */
  begin(): Promise<void>
  /** Resets the connections that wait, so that the server can close. */
  close(): void
}

/**
 * Lets an HTTP server on 127.0.0.1 serve only connections of this account, at most `maxPlaces` at
 * once. All others are reset. Call it before the server listens.
 */
export function admitOwn(server: Server, maxPlaces: number): Admission {
  const serve = server.listeners('connection')
  server.removeAllListeners('connection')
  const admitted = new Set<Socket>()
  const waiting = new Set<Socket>()
  let begin: (isListed: boolean) => void
  const isListed = new Promise<boolean>((resolve) => (begin = resolve))

  async function admit(socket: Socket): Promise<void> {
    waiting.add(socket)
    // The peer may reset the connection during the look.
    socket.on('error', () => socket.destroy())
    const { localPort = 0, remotePort = 0 } = socket
    const isOwn = !(await isListed) || (await isOwnPeer(localPort, remotePort, () => !socket.destroyed))
    waiting.delete(socket)
    if (socket.destroyed) return
    if (!isOwn || admitted.size >= maxPlaces) return void socket.resetAndDestroy()
    admitted.add(socket)
    socket.on('close', () => admitted.delete(socket))
    for (const listener of serve) listener.call(server, socket)
  }

  server.on('connection', (socket: Socket) => void admit(socket))
  return {
    begin: async () => begin(await isOwnSocketListed(server)),
    close() {
      for (const socket of waiting) socket.resetAndDestroy()
    },
  }
}

/** Connects to the server once to see whether the system lists that socket. */
async function isOwnSocketListed(server: Server): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return await isOwnPeer(port, socket.localPort ?? 0, () => !socket.destroyed)
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
