// The files of the store on a phone. They are shown from the same addresses as everywhere: the service
// worker asks this page for them, and the page asks home through the tunnel. Uploads go through the
// tunnel directly, because not every browser lets a worker stream a request.
import { EngineError, type StreamHead, type Tunnel, type TunnelStream } from '../../core/contract/index.ts'
import type { FileQuestion, FromPage, FromWorker, SaveQuery } from './far-file-messages.ts'
import { createPageFiles, type PageFiles } from './page-files.ts'

/** Answers and uploads at once: together less than the streams of a tunnel. */
const MAX_ANSWERS = 48
const MAX_UPLOADS = 12
const PIECE_BYTES = 256 * 1024
/**
 * A browser may end its worker without a word. An answer that nobody takes ends after this; a film
 * that was paused so long is asked for again.
 */
const UNTAKEN_MS = 5 * 60_000

export interface FarWay {
  /** Null while home is not connected. */
  tunnel: () => Tunnel | null
}

/** Answers the worker from now on. `container` is the page's `navigator.serviceWorker`. */
export function createFarFiles(
  { tunnel }: FarWay,
  container: Pick<
    ServiceWorkerContainer,
    'addEventListener' | 'startMessages' | 'controller'
  > = navigator.serviceWorker,
): PageFiles {
  const [answers, uploads] = [new Places(MAX_ANSWERS), new Places(MAX_UPLOADS)]
  container.addEventListener('message', ({ data, ports }: MessageEvent<Partial<FileQuestion>>) => {
    const [port] = ports
    if (port === undefined || data.farFile === undefined) return
    void answerWorker(data.farFile, { port, tunnel, places: answers })
  })
  container.startMessages()
  const files = createPageFiles({
    hand: null,
    passFor: () => '',
    async post(target, body, signal) {
      await uploads.wait()
      try {
        const open = tunnel()
        if (open === null) throw new EngineError('UNREACHABLE', 'Home is not connected.')
        return await sendFile(open, target, body, signal)
      } finally {
        uploads.free()
      }
    },
  })
  return {
    ...files,
    saveAddress(file) {
      // Without either, the browser would leave the page for an answer that says so.
      if (tunnel() === null || container.controller === null)
        throw new EngineError('UNREACHABLE', 'Home is not connected.')
      const query: SaveQuery = '?save'
      return files.address(file) + query
    },
  }
}

interface Answering extends FarWay {
  port: MessagePort
  places: Places
}

async function answerWorker(head: StreamHead, { port, tunnel, places }: Answering): Promise<void> {
  const say = (message: FromPage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)
  const ending = new AbortController()
  const { signal } = ending
  let took: (bytes: number) => void = () => undefined
  port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data === 'cancel') ending.abort()
    else took(data.took)
  }
  // Not every browser says it when the worker ends.
  port.addEventListener('close', () => ending.abort())
  if (tunnel() === null) return say('away')
  say('mine')
  await places.wait()
  const stream = signal.aborted ? null : openStream(tunnel(), head)
  if (stream === null) {
    say('broken')
    return places.free()
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  const wait = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => ending.abort(), UNTAKEN_MS)
  }
  const leave = (message: 'end' | 'broken'): void => {
    clearTimeout(timer)
    if (isOver) return
    isOver = true
    say(message)
    places.free()
  }
  wait()
  took = (bytes) => {
    wait()
    stream.took(bytes)
  }
  signal.addEventListener('abort', () => {
    stream.reset()
    leave('broken')
  })
  stream.onAnswer((status, headers) => say({ status, headers }))
  stream.onData((bytes) => {
    const data = bytes.slice().buffer
    say({ data }, [data])
  })
  stream.onEnd(() => leave('end'))
  stream.onReset(() => leave('broken'))
  stream.end()
}

/** Returns null if home is not connected any more. */
function openStream(tunnel: Tunnel | null, head: StreamHead): TunnelStream | null {
  try {
    return tunnel?.open(head) ?? null
  } catch {
    return null
  }
}

/**
 * Sends a file, and resolves to the whole answer. Home may answer before all is sent; then the rest
 * is not.
 * @throws Error if the stream ends before, or is cancelled
 */
function sendFile(tunnel: Tunnel, path: string, file: File, signal?: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stream = tunnel.open({ method: 'POST', path, headers: { 'content-length': String(file.size) } })
    const pieces: Uint8Array<ArrayBuffer>[] = []
    let answered: ResponseInit | null = null
    const fail = (): void => {
      stream.reset()
      reject(new Error('The upload was broken off.'))
    }
    stream.onAnswer((status, headers) => (answered = { status, headers }))
    stream.onData((bytes) => {
      pieces.push(bytes.slice())
      stream.took(bytes.length)
    })
    stream.onEnd(() => {
      signal?.removeEventListener('abort', fail)
      stream.reset()
      resolve(new Response(new Blob(pieces), answered ?? { status: 502 }))
    })
    stream.onReset(fail)
    signal?.addEventListener('abort', fail)
    sendBody(stream, file, () => answered !== null).catch(fail)
  })
}

async function sendBody(stream: TunnelStream, file: File, isAnswered: () => boolean): Promise<void> {
  for (let at = 0; at < file.size && !isAnswered(); at += PIECE_BYTES)
    await stream.write(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()))
  stream.end()
}

/** Lets only so many be at work at once; the others wait in the order in which they came. */
class Places {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  async wait(): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  free(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free++
    else next()
  }
}
