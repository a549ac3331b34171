// Gives the page its ports, and the engine the paths of files that the person gave to the page. It
// asks main for the ports when the page asks, and passes on two of them.
// The page runs in an isolated world and can receive a port only in a message of its window. The
// third port stays here.
import { ipcRenderer, webUtils } from 'electron'

let toEngine: MessagePort | undefined

window.addEventListener('message', ({ source, origin, data, ports }: MessageEvent<unknown>) => {
  if (source !== window || origin !== window.location.origin) return
  if (data === 'fumikura:ask-ports') ipcRenderer.send('fumikura:ask-ports')
  else if (Array.isArray(data) && data[0] === 'fumikura:hand-file')
    ports[0]?.postMessage(hand(data[1], data[2]))
})

/** Only a file that the person chose or dropped has a path; a file that a script made has none. */
function hand(name: unknown, file: unknown): boolean {
  const path = file instanceof File ? webUtils.getPathForFile(file) : ''
  if (path === '' || toEngine === undefined) return false
  toEngine.postMessage(JSON.stringify([name, path]))
  return true
}

ipcRenderer.on('fumikura:give-ports', ({ ports: [engine, shell, handing] }) => {
  toEngine?.close()
  toEngine = handing
  window.postMessage('fumikura:give-ports', window.location.origin, [engine!, shell!])
})
