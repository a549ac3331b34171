// A channel of messages on a wire, beside its requests and its cores. Both ends open it.
import type { CoreChannel } from '../cores/index.ts'

export interface ChannelListener {
  /** `type`: the number of the message's kind. */
  onMessage(type: number, bytes: Uint8Array): void
  /** The wire may take more. */
  onDrain(): void
  /** The other end closed the channel, or the wire ended. */
  onClose(): void
}

export interface WireChannel {
  /** Does nothing on a closed channel. False if the caller should wait for `onDrain`. */
  send(type: number, bytes: Uint8Array): boolean
  /** Resolves when what was sent so far is with the other end, if the wire can tell, or has left. */
  flush(): Promise<unknown>
  close(): void
}

/** Returns null if the channel is open already, or the wire is closed. */
export function openWireChannel(
  mux: CoreChannel['mux'],
  { protocol, types }: { protocol: string; types: number },
  listener: ChannelListener,
): WireChannel | null {
  const channel = mux.createChannel({
    protocol,
    messages: Array.from({ length: types }, (_, type) => ({
      onmessage: (bytes: Uint8Array) => listener.onMessage(type, bytes),
    })),
    onclose: () => listener.onClose(),
    ondrain: () => listener.onDrain(),
  })
  if (channel === null) return null
  channel.open()
  return {
    send: (type, bytes) => channel.messages[type]!.send(bytes),
    flush: () => mux.stream.flush(),
    close: () => channel.close(),
  }
}
