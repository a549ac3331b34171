// The rivals of `files` that store nothing: bytes through TCP on loopback, bare or inside a secret
// stream. One process sends, another receives.
// Arguments: none.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { monotonicMs, serveTasks } from './tasks.ts'

const PIECE_BYTES = 64 * 1024

interface Pipe {
  bytes: number
  isSecret: boolean
}

type Sink = Pick<NoiseSecretStream, 'write' | 'end'> & { once(name: 'drain', listener: () => void): unknown }

async function pour(sink: Sink, bytes: number): Promise<void> {
  const piece = randomBytes(PIECE_BYTES)
  for (let sent = 0; sent < bytes; sent += PIECE_BYTES)
    if (!sink.write(Buffer.from(piece))) await new Promise<void>((resolve) => sink.once('drain', resolve))
}

async function send(socket: Socket, { bytes, isSecret }: Pipe): Promise<void> {
  socket.on('error', () => undefined)
  if (!isSecret) return pour(socket, bytes)
  const stream = new NoiseSecretStream(false, socket)
  stream.on('error', () => undefined)
  if (await stream.opened) await pour(stream, bytes)
}

const plainPipeTasks = {
  /** Returns the port at which each client gets the bytes. */
  serve: async (pipe: Pipe) => {
    const server = createServer((socket) => void send(socket, pipe))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  },
  timeReceive: async ({ port, bytes, isSecret }: Pipe & { port: number }) => {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    const startedAt = monotonicMs()
    const stream = isSecret ? new NoiseSecretStream(true, socket) : socket
    let received = 0
    await new Promise<void>((resolve, reject) => {
      stream.on('error', reject)
      stream.on('data', (piece: Uint8Array) => {
        received += piece.byteLength
        if (received >= bytes) resolve()
      })
    })
    const passedMs = monotonicMs() - startedAt
    socket.destroy()
    return passedMs
  },
}

export type PlainPipeTasks = typeof plainPipeTasks

serveTasks(plainPipeTasks)
