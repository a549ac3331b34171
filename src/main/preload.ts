// Hands the page its ports, and nothing else: it asks main for them when the page asks, and passes on what main gives.
// The page lives in a world of its own and can take a port only from a message of its own window.
import { ipcRenderer } from 'electron'

window.addEventListener('message', ({ source, origin, data }) => {
  if (source === window && origin === window.location.origin && data === 'fumikura:ask-ports')
    ipcRenderer.send('fumikura:ask-ports')
})

ipcRenderer.on('fumikura:give-ports', (event) => {
  window.postMessage('fumikura:give-ports', window.location.origin, event.ports)
})
