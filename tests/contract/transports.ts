// Every transport to an engine for one suite: in memory, by WebSocket, by local socket, by a phone's
// tunnel.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import {
  ChannelEnd,
  createClient,
  createMemoryChannels,
  MAX_FRAME_BYTES,
  type Channel,
  type Client,
} from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { createPortChannel } from '../../src/main/engine-host/port-channel.ts'
import { DoorMemory } from '../../src/main/host/door-memory.ts'
import { Sessions } from '../../src/main/host/sessions.ts'
import { createSocketChannel } from '../../src/main/host/socket-channel.ts'
import { dialSocket, openSocketDoor } from '../../src/main/host/socket-door.ts'
import { openWebDoor } from '../../src/main/host/web-door.ts'
import { followLink, openPageSocket } from '../support/door-page.ts'
import { MainChannel } from '../support/main-port.ts'
import { drawFarKeys, makeLinks, openTunnel, type OpenedTunnel } from '../support/memory-links.ts'
import type { FakeEngine } from './fake-engine.ts'

export interface OpenedTransport {
  connect(): Promise<Client>
  /** A raw channel on which a test sends frames that no client would send. */
  connectRaw(): Promise<Channel>
  /** A connection that announces a frame larger than a door takes; resolves when it was cut off. */
  announceOversized(): Promise<void>
  /** Closes the engine's end. */
  close(): Promise<void>
}

export interface Transport {
  name: string
  open(engine: FakeEngine): Promise<OpenedTransport>
}

const memory: Transport = {
  name: 'memory',
  async open(engine) {
    const ends: Channel[] = []
    const connectRaw = async (): Promise<Channel> => {
      const [near, far] = createMemoryChannels()
      serveContract(far, engine.handlers, engine.log)
      ends.push(far)
      return near
    }
    return {
      connectRaw,
      connect: async () => createClient(await connectRaw()),
      // In memory no length is announced, so a senseless frame stands for one that is too large.
      async announceOversized() {
        const channel = await connectRaw()
        const closed = new Promise((resolve) => channel.onClose(resolve))
        channel.send('x'.repeat(1 << 20))
        await closed
      },
      close: async () => ends.forEach((end) => end.close('the engine is closing')),
    }
  },
}

const localSocket: Transport = {
  name: 'local socket',
  async open(engine) {
    const folder = await mkdtemp(join(tmpdir(), 'fumikura-socket-'))
    const path = join(folder, 'engine.sock')
    const place = { socket: path, doorKey: join(folder, 'door-key') }
    const door = await openSocketDoor(place, (channel) => serveContract(channel, engine.handlers, engine.log))
    const connectRaw = async (): Promise<Channel> => createSocketChannel((await dialSocket(place))!)
    return {
      connectRaw,
      connect: async () => createClient(await connectRaw()),
      async announceOversized() {
        const socket = (await dialSocket(place))!
        const closed = new Promise((resolve) => socket.once('close', resolve))
        socket.on('error', () => undefined)
        socket.resume()
        socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b]))
        await closed
      },
      async close() {
        await door.close()
        await rm(folder, { recursive: true })
      },
    }
  },
}

const webSocket: Transport = {
  name: 'WebSocket',
  async open(engine) {
    const folder = await mkdtemp(join(tmpdir(), 'fumikura-web-'))
    const memory = await DoorMemory.open(join(folder, 'door.json'))
    const serve = (channel: Channel): void => serveContract(channel, engine.handlers, engine.log)
    const door = await openWebDoor({ sessions: new Sessions(), memory, serve, rendererDir: folder })
    const page = await followLink(door.links.draw(60_000))
    const open = (): Promise<WebSocket> => openPageSocket(door, page)
    const connectRaw = async (): Promise<Channel> => createPageChannel(await open())
    return {
      connectRaw,
      connect: async () => createClient(await connectRaw()),
      async announceOversized() {
        const socket = await open()
        const closed = new Promise((resolve) => socket.once('close', resolve))
        // A header alone: a masked text frame of 2^40 bytes.
        const raw = (socket as unknown as { _socket: NodeJS.WritableStream })._socket
        raw.write(Buffer.from([0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]))
        await closed
      },
      async close() {
        await door.close()
        await rm(folder, { recursive: true })
      },
    }
  },
}

const messagePort: Transport = {
  name: 'MessagePort',
  async open(engine) {
    const ends: Channel[] = []
    const connectRaw = async (): Promise<Channel> => {
      const { port1, port2 } = new MainChannel()
      const far = createPortChannel(port1)
      serveContract(far, engine.handlers, engine.log)
      ends.push(far)
      return createPortChannel(port2)
    }
    return {
      connectRaw,
      connect: async () => createClient(await connectRaw()),
      // A port carries whole messages, so a senseless frame stands for one that is too large.
      async announceOversized() {
        const channel = await connectRaw()
        const closed = new Promise((resolve) => channel.onClose(resolve))
        channel.send('x'.repeat(1 << 20))
        await closed
      },
      close: async () => ends.forEach((end) => end.close('the engine is closing')),
    }
  },
}

const tunnel: Transport = {
  name: 'tunnel',
  async open(engine) {
    const keys = await drawFarKeys()
    const ends: Channel[] = []
    const open = (): Promise<OpenedTunnel> =>
      openTunnel(keys, makeLinks(), {
        // A phone may send less; tests/unit/contract/tunnel.test.ts checks that.
        maxFrameFromPhone: MAX_FRAME_BYTES,
        onAccepted({ tunnel: { channel } }) {
          serveContract(channel, engine.handlers, engine.log)
          ends.push(channel)
        },
      })
    const connectRaw = async (): Promise<Channel> => (await open()).near.channel
    return {
      connectRaw,
      connect: async () => createClient(await connectRaw()),
      async announceOversized() {
        const channel = await connectRaw()
        const closed = new Promise((resolve) => channel.onClose(resolve))
        channel.send('x'.repeat(MAX_FRAME_BYTES + 1))
        await closed
      },
      close: async () => ends.forEach((end) => end.close('the engine is closing')),
    }
  },
}

export const TRANSPORTS: Transport[] = [memory, localSocket, webSocket, messagePort, tunnel]

/** Returns the page's end of a WebSocket as a channel. */
export function createPageChannel(socket: WebSocket): Channel {
  const end = new ChannelEnd()
  socket.on('message', (bytes: Buffer) => end.receive(bytes.toString('utf8')))
  socket.on('close', () => end.end('the engine closed it'))
  return {
    send: (frame) => socket.send(frame),
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close(reason) {
      if (end.end(reason)) socket.close()
    },
  }
}
