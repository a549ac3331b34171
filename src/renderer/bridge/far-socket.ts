// A WebSocket to the relay as a link of whole messages. The relay passes them to the home and can
// read none of them.
import { LinkEnd, type MessageLink } from '../../core/contract/message-link.ts'
import { toBase64Url } from './far-link.ts'

const PROTOCOL = 'fumikura.far.1'
const OPEN_TIMEOUT_MS = 8000

/**
 * The route is in a header, because proxies log addresses.
 * @throws Error if the relay does not answer, or no home answers on this route
 */
export function openFarLink(relay: string, route: Uint8Array): Promise<MessageLink> {
  // Only a page of this computer comes without encryption.
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(`${scheme}://${relay}/far`, [PROTOCOL, toBase64Url(route)])
  socket.binaryType = 'arraybuffer'
  const end = new LinkEnd()
  const link = end.link(
    (message) => socket.send(message as Uint8Array<ArrayBuffer>),
    (reason) => {
      if (end.end(reason)) socket.close(1000)
    },
  )
  // All listeners are there before anything is awaited: WebKit opens a socket in between.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS)
    socket.addEventListener('open', () => {
      clearTimeout(timer)
      resolve(link)
    })
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) end.receive(new Uint8Array(data))
      else link.close('a message is text')
    })
    socket.addEventListener('close', () => {
      clearTimeout(timer)
      end.end('the socket closed')
      reject(new Error('The relay does not answer.'))
    })
  })
}
