// Which account of this machine is at the other end of a loopback connection: Linux lists the owner of every socket.
// Other systems do not tell, and there the proofs of the web door stand alone.
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
/** A socket whose owner has closed it is listed under the account 0: only an open one says who has it. */
const ESTABLISHED = '01'
const ROOT = 0

/** True if the peer's account is ours or root, which can do everything anyway. */
async function isOwnPeer(near: number, far: number): Promise<boolean> {
  const owner = await findOwner(far, near)
  return owner === ROOT || (owner !== null && owner === process.getuid?.())
}

/** The account that holds the open socket 127.0.0.1:`local` → 127.0.0.1:`remote`, or null. */
async function findOwner(local: number, remote: number): Promise<number | null> {
  const tables = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')))
  for (const line of tables.join('\n').split('\n')) {
    const [, from = '', to = '', state, , , , uid] = line.trim().split(/\s+/)
    if (state === ESTABLISHED && isLoopback(from, local) && isLoopback(to, remote)) return Number(uid)
  }
  return null
}

/** 127.0.0.1 as these tables write it, also where an IPv6 socket carries it. */
const LOOPBACK = /^(?:0{16}FFFF0000)?0100007F$/

function isLoopback(place: string, port: number): boolean {
  const [address = '', hexPort = ''] = place.split(':')
  return LOOPBACK.test(address) && Number.parseInt(hexPort, 16) === port
}

export interface PeerCheck {
  /** False if the connection is known to belong to another account. */
  isOwn(socket: Socket): Promise<boolean>
}

/**
 * Checks each connection of a server that listens on 127.0.0.1. To be called before others can connect usefully:
 * it dials the server once itself, and checks nobody where the system does not list even that.
 */
export async function checkPeers(server: Server): Promise<PeerCheck> {
  const checked = new WeakMap<Socket, Promise<boolean>>()
  const look = ({ localPort = 0, remotePort = 0 }: Socket): Promise<boolean> =>
    isOwnPeer(localPort, remotePort)
  const doesTell = await canTell(server)
  if (doesTell) server.on('connection', (socket: Socket) => checked.set(socket, look(socket)))
  return {
    // A connection that was made before we looked is looked at now.
    isOwn: (socket) => (doesTell ? (checked.get(socket) ?? look(socket)) : Promise.resolve(true)),
  }
}

async function canTell(server: Server): Promise<boolean> {
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
