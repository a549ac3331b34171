// The service worker's answer to a request of a file: it asks the pages for the one that has the
// tunnel, and passes on what that page receives.
import type { FileQuestion, FromPage, FromWorker, SaveQuery } from './far-file-messages.ts'

/** A window of this origin. */
export interface AskedPage {
  postMessage(question: FileQuestion, transfer: MessagePort[]): void
}

/** Headers of a request that the file door reads. */
const PASSED = ['range', 'if-range', 'accept']
/** A page that is frozen, or does not answer for files, is passed over after this. */
const PATIENCE_MS = 3000
const SAVE: SaveQuery = '?save'
const NO_BODY = [204, 205, 304]

/**
 * Asks the pages in turn. 503 if none has a tunnel: its body has the code of the reason. An address that
 * saves is opened like a page, so its answer is a file to save, or nothing: then the page stays.
 */
export async function answerFile(request: Request, pages: readonly AskedPage[]): Promise<Response> {
  const url = new URL(request.url)
  if (url.search !== SAVE) return answerFor(request, url.pathname + url.search, pages)
  const answer = await answerFor(request, url.pathname, pages)
  if (answer.status !== 200) return new Response(null, { status: 204 })
  const headers = new Headers(answer.headers)
  const shown = headers.get('content-disposition') ?? 'attachment'
  headers.set('content-disposition', shown.replace(/^inline/, 'attachment'))
  return new Response(answer.body, { headers })
}

async function answerFor(request: Request, path: string, pages: readonly AskedPage[]): Promise<Response> {
  const headers: Record<string, string> = {}
  for (const name of PASSED) {
    const value = request.headers.get(name)
    if (value !== null) headers[name] = value
  }
  const question = { farFile: { method: request.method, path, headers } }
  for (const page of pages) {
    const answer = await askPage(page, question)
    if (answer !== null) return answer
  }
  return refuse()
}

function refuse(): Response {
  return Response.json({ error: 'HOME_AWAY' }, { status: 503, headers: { 'cache-control': 'no-store' } })
}

/** Resolves to null if the page has no tunnel. */
function askPage(page: AskedPage, question: FileQuestion): Promise<Response | null> {
  const { port1: port, port2 } = new MessageChannel()
  const say = (message: FromWorker): void => port.postMessage(message)
  return new Promise((resolve) => {
    function giveUp(): void {
      say('cancel')
      port.close()
      resolve(null)
    }
    const timer = setTimeout(giveUp, PATIENCE_MS)
    const body = new PulledBody(say, () => port.close())
    port.onmessage = ({ data }: MessageEvent<FromPage>) => {
      clearTimeout(timer)
      if (data === 'away') giveUp()
      else if (data === 'end') body.end()
      else if (data === 'broken') {
        body.fail()
        // Without an effect once there was an answer.
        resolve(refuse())
      } else if (data !== 'mine' && 'data' in data) body.add(new Uint8Array(data.data))
      else if (data !== 'mine') {
        const hasBody = !NO_BODY.includes(data.status) && question.farFile.method !== 'HEAD'
        resolve(new Response(hasBody ? body.stream : null, data))
      }
    }
    page.postMessage(question, [port2])
  })
}

/** The body of an answer. More is sent only as the browser takes what came. */
class PulledBody {
  readonly stream: ReadableStream<Uint8Array>
  readonly #pieces: Uint8Array[] = []
  readonly #say: (message: FromWorker) => void
  readonly #close: () => void
  #controller!: ReadableStreamDefaultController<Uint8Array>
  #isPulled = false
  #isComplete = false

  constructor(say: (message: FromWorker) => void, close: () => void) {
    this.#say = say
    this.#close = close
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => {
          this.#isPulled = true
          this.#move()
        },
        cancel: () => {
          say('cancel')
          close()
        },
      },
      { highWaterMark: 0 },
    )
  }

  add(piece: Uint8Array): void {
    this.#pieces.push(piece)
    this.#move()
  }

  end(): void {
    this.#isComplete = true
    this.#move()
  }

  fail(): void {
    this.#controller.error(new TypeError('The answer was broken off.'))
    this.#close()
  }

  #move(): void {
    const [piece] = this.#pieces
    if (piece !== undefined && this.#isPulled) {
      this.#isPulled = false
      this.#pieces.shift()
      this.#controller.enqueue(piece)
      this.#say({ took: piece.length })
    }
    if (this.#isComplete && this.#pieces.length === 0) {
      this.#isComplete = false
      this.#controller.close()
      this.#close()
    }
  }
}
