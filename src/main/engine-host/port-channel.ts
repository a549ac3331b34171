// A channel over a MessagePort of Electron's main or utility process. A frame must be a string
// within the size limit, else the channel ends.
import { ChannelEnd, type Channel } from '../../core/contract/index.ts'
import { isOversized } from '../../core/contract/client.ts'

/** The part of `MessagePortMain` that both ends use. */
export interface PortLike {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: string): void
  start(): void
  close(): void
}

export function createPortChannel(port: PortLike): Channel {
  const end = new ChannelEnd()
  const finish = (reason: string): void => {
    if (end.end(reason)) port.close()
  }
  port.on('message', ({ data }) => {
    if (typeof data !== 'string') finish('not text')
    else if (isOversized(data)) finish('frame too large')
    else end.receive(data)
  })
  port.on('close', () => end.end('the port closed'))
  // Starts the port only after the caller has set its listeners.
  queueMicrotask(() => port.start())
  return end.channel((frame) => port.postMessage(frame), finish)
}
