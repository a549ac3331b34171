// Checks a fixed UDP port before the DHT node binds it, because the node reports a taken port only in
// its log.
import { createSocket } from 'node:dgram'
import { EngineError } from '../../contract/errors.ts'

/** @throws INVALID if another program uses the port, or this account may not use it */
export function checkUdpPort(port: number): Promise<void> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', (cause) => {
      reject(new EngineError('INVALID', `The UDP port ${port} cannot be used.`, { cause }))
    })
    socket.bind({ port, exclusive: true }, () => socket.close(() => resolve()))
  })
}
