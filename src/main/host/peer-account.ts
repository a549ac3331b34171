// Finds the account at the other end of a loopback connection: Linux lists the owner of every
// socket.
// Other systems do not; there only the handshake of the web door protects.
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
/**
 * A socket that its owner has closed is listed under account 0, so only an open one names its
 * owner.
 */
const ESTABLISHED = '01'
const ROOT = 0

/** True if the peer runs under this account or root; root can read everything anyway. */
async function isOwnPeer(near: number, far: number): Promise<boolean> {
  const owner = await findOwner(far, near)
  return owner === ROOT || (owner !== null && owner === process.getuid?.())
}

/**
 * Returns the account that holds the open socket 127.0.0.1:`local` → 127.0.0.1:`remote`, or null.
 */
async function findOwner(local: number, remote: number): Promise<number | null> {
  const tables = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')))
  for (const line of tables.join('\n').split('\n')) {
    const [, from = '', to = '', state, , , , uid] = line.trim().split(/\s+/)
    if (state === ESTABLISHED && isLoopback(from, local) && isLoopback(to, remote)) return Number(uid)
  }
  return null
}

/** 127.0.0.1 as these tables write it, also inside an IPv6 socket. */
const LOOPBACK = /^(?:0{16}FFFF0000)?0100007F$/

function isLoopback(entry: string, port: number): boolean {
  const [address = '', hexPort = ''] = entry.split(':')
  return LOOPBACK.test(address) && Number.parseInt(hexPort, 16) === port
}

export interface PeerCheck {
  /** False if the connection is known to belong to another account. */
  isOwn(socket: Socket): Promise<boolean>
}

/**
 * Checks each connection of a server that listens on 127.0.0.1. Call it before other clients can
 * connect.
 * It connects to the server once to see whether the system lists that socket; if not, it checks no
 * connection.
 */
export async function checkPeers(server: Server): Promise<PeerCheck> {
  const checked = new WeakMap<Socket, Promise<boolean>>()
  const look = ({ localPort = 0, remotePort = 0 }: Socket): Promise<boolean> =>
    isOwnPeer(localPort, remotePort)
  const isListed = await isOwnSocketListed(server)
  if (isListed) server.on('connection', (socket: Socket) => checked.set(socket, look(socket)))
  return {
    // A connection from before this check is looked up now.
    isOwn: (socket) => (isListed ? (checked.get(socket) ?? look(socket)) : Promise.resolve(true)),
  }
}

async function isOwnSocketListed(server: Server): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return await isOwnPeer(port, socket.localPort ?? 0)
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
