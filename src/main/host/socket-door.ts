// The local door for the command line: a Unix socket in the home (0600), or a named pipe.
// The client needs no proof, because an account that may open the file is the owner of the home.
// The engine proves itself (local-proof.ts).
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { EngineError, type Channel } from '../../core/contract/index.ts'
import type { HomePaths } from '../../core/index.ts'
import { checkProof, findDoorKey, giveProof, makeDoorKey } from './local-proof.ts'
import { createSocketChannel } from './socket-channel.ts'

/** Where a home's local door is, and the key that proves it. */
export type LocalDoor = Pick<HomePaths, 'socket' | 'doorKey'>

const MAX_CONNECTIONS = 64
const isPipe = (path: string): boolean => path.startsWith('\\\\.\\pipe\\')

export interface SocketDoor {
  close(): Promise<void>
}

/** @throws HOME_LOCKED if a process answers on `path`. A stale socket file is replaced. */
export async function openSocketDoor(
  { socket: path, doorKey }: LocalDoor,
  serve: (channel: Channel) => void,
): Promise<SocketDoor> {
  const key = await makeDoorKey(doorKey)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    void welcome(socket, key, serve)
  })
  server.maxConnections = MAX_CONNECTIONS
  if (!isPipe(path)) await prepareFolder(path)
  await listenAlone(server, path)
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function welcome(socket: Socket, key: Buffer, serve: (channel: Channel) => void): Promise<void> {
  if (await giveProof(socket, key)) serve(createSocketChannel(socket))
  else socket.destroy()
}

async function listenAlone(server: Server, path: string): Promise<void> {
  try {
    await listen(server, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    const answering = await dial(path)
    answering?.destroy()
    if (answering !== null || isPipe(path))
      throw new EngineError('HOME_LOCKED', 'An engine is already running in this home.')
    await rm(path)
    await listen(server, path)
  }
  // Between bind and this line, the mode of the folder keeps other accounts out.
  if (!isPipe(path)) await chmod(path, 0o600)
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

/**
 * The folder may be in a shared temporary folder, where another account could have created it
 * first.
 */
async function prepareFolder(path: string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  const isOurs = found.isDirectory() && found.uid === process.getuid?.()
  if (!isOurs) throw new EngineError('INVALID', `${folder} belongs to another account.`)
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

/** Returns a socket to an engine of this home; null if there is none. */
export async function dialSocket({ socket: path, doorKey }: LocalDoor): Promise<Socket | null> {
  const [socket, key] = await Promise.all([dial(path), findDoorKey(doorKey)])
  if (socket === null) return null
  if (key !== null && (await checkProof(socket, key))) return socket
  socket.destroy()
  return null
}

/** Null if no process answers, or the file belongs to another account. */
async function dial(path: string): Promise<Socket | null> {
  if (!(await isOwnSocket(path))) return null
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('error', () => resolve(null))
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

async function isOwnSocket(path: string): Promise<boolean> {
  // A pipe has no owner to look at. Its proof must do.
  if (isPipe(path)) return true
  const [folder, socket] = await Promise.all(
    [dirname(path), path].map((each) => lstat(each).catch(() => null)),
  )
  if (!folder || !socket?.isSocket()) return false
  // In a folder that other accounts may write to, the socket could be replaced between check and
  // use.
  const isOurs = folder.uid === process.getuid?.() && socket.uid === folder.uid
  return isOurs && (folder.mode & 0o022) === 0
}
