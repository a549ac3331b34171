// Hands the engine's port from the main process on to the page, and nothing else.
// The page lives in a world of its own and can take the port only from a message of its own window.
import { ipcRenderer } from 'electron'

ipcRenderer.on('engine-port', (event) => {
  window.postMessage('engine-port', window.location.origin, event.ports)
})
