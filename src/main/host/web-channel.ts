// A channel over an accepted WebSocket, with a heartbeat to detect a page that disappears silently.
import type { WebSocket } from 'ws'
import { ChannelEnd, MAX_FRAME_BYTES, type Channel } from '../../core/contract/index.ts'

/** If more bytes than this are unread, the page counts as gone. */
const MAX_UNREAD_BYTES = 2 * MAX_FRAME_BYTES
const GOING_AWAY = 1001

export function createWebChannel(socket: WebSocket, heartbeatMs: number): Channel {
  const end = new ChannelEnd()
  const stopHeartbeat = startHeartbeat(socket, heartbeatMs)

  function finish(reason: string): boolean {
    stopHeartbeat()
    return end.end(reason)
  }

  socket.on('message', (bytes: Buffer, isBinary) => {
    if (!isBinary) end.receive(bytes.toString('utf8'))
    else if (finish('not text')) socket.terminate()
  })
  // Without a listener, an oversized frame would end the process; `close` follows.
  socket.on('error', (error) => finish(error.message))
  socket.on('close', () => finish('the page closed it'))

  return end.channel(
    (frame) => {
      if (socket.bufferedAmount > MAX_UNREAD_BYTES) {
        if (finish('the page does not read')) socket.terminate()
      } else socket.send(frame)
    },
    (reason) => {
      if (!finish(reason)) return
      socket.close(GOING_AWAY, reason.slice(0, 100))
      // Do not wait for a page that does not answer the close.
      setTimeout(() => socket.terminate(), 500).unref()
    },
  )
}

function startHeartbeat(socket: WebSocket, heartbeatMs: number): () => void {
  let isAlive = true
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, heartbeatMs)
  timer.unref()
  socket.on('pong', () => (isAlive = true))
  return () => clearInterval(timer)
}
