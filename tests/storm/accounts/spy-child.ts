// A process of another account of the machine. It reads what every account can read, sends requests
// to the servers, and takes free ports. `spy-child UID`: orders arrive as lines of JSON on stdin,
// each with a number, and each is answered by a line with that number.
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket, WebSocketServer } from 'ws'

const PATIENCE_MS = 3000
const PROTOCOL = 'fumikura.3'

const [uid = 0] = process.argv.slice(2).map(Number)
if (uid !== process.getuid?.()) {
  process.setgid?.(uid)
  process.setuid?.(uid)
}

/** All that the owner's page sent to a squatted port. */
const heard: string[] = []
let squatted: { server: Server; sockets: WebSocketServer } | null = null

function attempt<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}

/** Arguments and environments of every process but this one. */
function look(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const texts = pids.flatMap((pid) =>
    ['cmdline', 'environ'].map((part) => attempt(() => readFileSync(`/proc/${pid}/${part}`, 'latin1'))),
  )
  return texts.filter((text) => text !== null)
}

/** Returns the content of all readable files below a folder. */
function readBelow(folder: string): string[] {
  const entries = attempt(() => readdirSync(folder, { withFileTypes: true })) ?? []
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return readBelow(path)
    const text = attempt(() => readFileSync(path, 'latin1'))
    return text === null ? [] : [path]
  })
}

interface Asked {
  port: number
  method: string
  path: string
  body?: string
  headers?: Record<string, string>
}

/** `reset` if the door ends the connection without an answer; `silent` if nothing happens. */
function ask({ port, method, path, body = '', headers = {} }: Asked): Promise<Answered> {
  return new Promise((resolve) => {
    const asked = request(
      // No keep-alive, because the connection may belong to an engine that has ended.
      { host: '127.0.0.1', port, method, path, headers, timeout: PATIENCE_MS, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('latin1').on('data', (more: string) => (text += more))
        response.on('close', () => resolve({ status: response.statusCode ?? 'silent', text }))
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', ({ code = '' }: NodeJS.ErrnoException) =>
      resolve({ status: RESETS.has(code) ? 'reset' : 'silent', text: '' }),
    )
    asked.end(body)
  })
}

/** EPIPE: the reset came before the request was written. */
const RESETS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE'])

interface Answered {
  status: number | 'reset' | 'silent'
  text: string
}

/** Stands for a frame that returns the door's own proof. */
const MIRROR = 'mirror'

/**
 * Sends each frame after the answer to the previous one, and returns all answers. If the socket is
 * refused, the answer is the error with its status.
 */
function greet({ port, frames }: { port: number; frames: string[] }): Promise<string[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/engine`, [PROTOCOL], {
    origin: `http://127.0.0.1:${port}`,
  })
  const answers: string[] = []
  const left = [...frames]
  const sayNext = (): void => {
    const frame = left.shift()
    if (frame === undefined) return socket.close()
    socket.send(frame === MIRROR ? mirrorOf(answers.at(-1) ?? '') : frame)
  }
  return new Promise((resolve) => {
    setTimeout(() => socket.terminate(), PATIENCE_MS).unref()
    socket.on('open', sayNext)
    socket.on('message', (bytes: Buffer) => {
      answers.push(bytes.toString())
      sayNext()
    })
    socket.on('error', (error) => answers.push(String(error)))
    socket.on('close', () => resolve(answers))
  })
}

function mirrorOf(answer: string): string {
  const { proof = '' } = attempt(() => JSON.parse(answer) as { proof?: string }) ?? {}
  return JSON.stringify({ proof })
}

function dial({ path }: { path: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

/**
 * Takes a port and relays every frame to the port `to`; if null, plays the engine alone.
 * False if the port is not free.
 */
function squat({ port, to }: { port: number; to: number | null }): Promise<boolean> {
  const server = createServer((asked, response) => {
    let body = ''
    asked.setEncoding('latin1').on('data', (more: string) => (body += more))
    asked.on('end', () => {
      note(asked, body)
      response.end('{}')
    })
  })
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => PROTOCOL })
  server.on('upgrade', (asked, stream, head) => {
    note(asked, '')
    sockets.handleUpgrade(asked, stream, head, (socket) => (to === null ? play(socket) : relay(socket, to)))
  })
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => {
      squatted = { server, sockets }
      resolve(true)
    })
  })
}

function note({ method = '', url = '', headers }: IncomingMessage, body: string): void {
  heard.push(`${method} ${url} ${JSON.stringify(headers)} ${body}`)
}

/** Answers like an engine, without a secret to prove it. */
function play(socket: WebSocket): void {
  socket.on('message', (bytes: Buffer) => {
    heard.push(bytes.toString())
    const { proof } = attempt(() => JSON.parse(bytes.toString()) as { proof?: string }) ?? {}
    const lie = { nonce: '0'.repeat(64), proof: '0'.repeat(64) }
    socket.send(JSON.stringify(proof === undefined ? lie : { welcome: true }))
  })
}

function relay(socket: WebSocket, to: number): void {
  const engine = new WebSocket(`ws://127.0.0.1:${to}/engine`, [PROTOCOL], {
    origin: `http://127.0.0.1:${to}`,
  })
  const opened = new Promise((resolve) => engine.once('open', resolve))
  socket.on('message', (bytes: Buffer) => {
    heard.push(bytes.toString())
    void opened.then(() => engine.send(bytes.toString()))
  })
  engine.on('message', (bytes: Buffer) => {
    heard.push(bytes.toString())
    socket.send(bytes.toString())
  })
  engine.on('error', () => socket.terminate())
  engine.on('close', () => socket.terminate())
}

async function leave(): Promise<null> {
  const { server, sockets } = squatted ?? {}
  squatted = null
  for (const socket of sockets?.clients ?? []) socket.terminate()
  server?.closeAllConnections()
  await new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)))
  return null
}

const acts = {
  look,
  readBelow: ({ folder }: { folder: string }) => readBelow(folder),
  ask,
  greet,
  dial,
  squat,
  leave,
  takeHeard: () => heard.splice(0),
  uid: () => process.getuid?.() ?? -1,
}
export type SpyActs = typeof acts

for await (const line of createInterface({ input: process.stdin })) {
  const { id, act, order } = JSON.parse(line) as { id: number; act: keyof SpyActs; order: never }
  const told = await (acts[act] as (order: never) => unknown)(order)
  process.stdout.write(`${JSON.stringify({ id, told })}\n`)
}
