// Fetches a file, or its beginning, into the page: its progress, its waiting state or its error.
// Resumes where it was interrupted.
// Reference step, for files that are shown whole; the browser reads films part by part.
import type { ErrorCode, FileId } from '../../core/contract/index.ts'
import type { App } from '../state/app.svelte.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'
import { isPassing } from './stage-trouble.svelte.ts'

export type FetchPhase =
  /** Bytes received so far. */
  | { step: 'fetching'; done: number }
  /** The author of the file, its mail server or the engine is away. The fetch resumes automatically. */
  | { step: 'waiting'; code: ErrorCode }
  | { step: 'refused'; code: ErrorCode }
  | { step: 'here'; blob: Blob }

type WantedFile = Pick<ViewedFile, 'file' | 'size' | 'atServer'>

/** Retry after this time if no event caused a retry before. */
const RETRY_MS = 20_000
const TELL_MS = 100

export class FetchedFile {
  readonly #app: App
  readonly #file: FileId
  readonly #upTo: number
  /** Of a file at a mail server, until the first answer. */
  #isEstimate: boolean
  /** Where the fetch ends. */
  #end: number
  readonly #ending = new AbortController()
  readonly #stops: (() => void)[]
  readonly #chunks: Uint8Array<ArrayBuffer>[] = []
  #type = ''
  #done = 0
  #toldAt = 0
  #wake: (() => void) | null = null
  #phase = $state.raw<FetchPhase>({ step: 'fetching', done: 0 })

  /** `upTo`: the number of bytes to fetch from the beginning. */
  constructor(app: App, { file, size, atServer }: WantedFile, upTo = Number.MAX_SAFE_INTEGER) {
    this.#app = app
    this.#file = file
    this.#isEstimate = atServer === true
    this.#upTo = upTo
    this.#end = Math.min(size, upTo)
    this.#stops = (['contact-changed', 'reconnected'] as const).map((type) =>
      app.events.on(type, () => this.#wake?.()),
    )
    void this.#run()
  }

  get phase(): FetchPhase {
    return this.#phase
  }

  /** Retries after a refusal. */
  retry(): void {
    if (this.#phase.step !== 'refused') return this.#wake?.()
    this.#phase = { step: 'fetching', done: this.#done }
    void this.#run()
  }

  close(): void {
    this.#ending.abort()
    for (const stop of this.#stops) stop()
    this.#wake?.()
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const outcome = await this.#try()
      if (this.#ending.signal.aborted) return
      if (outcome === 'here') {
        this.#phase = { step: 'here', blob: new Blob(this.#chunks, { type: this.#type }) }
        return
      }
      if (!isPassing(outcome)) {
        this.#phase = { step: 'refused', code: outcome }
        return
      }
      this.#phase = { step: 'waiting', code: outcome }
      await this.#somethingNew()
    }
  }

  async #try(): Promise<'here' | ErrorCode> {
    const { signal } = this.#ending
    try {
      if (this.#done >= this.#end && this.#type !== '') return 'here'
      const headers: Record<string, string> =
        this.#end === 0 ? {} : { range: `bytes=${this.#done}-${this.#last()}` }
      const response = await fetch(this.#app.shell.files.address(this.#file), {
        headers,
        signal,
        cache: 'no-store',
      })
      if (!response.ok) return await readCode(response)
      this.#type = response.headers.get('content-type') ?? 'application/octet-stream'
      this.#end = Math.min(sizeIn(response) ?? this.#end, this.#upTo)
      this.#isEstimate = false
      if (this.#phase.step === 'waiting') this.#phase = { step: 'fetching', done: this.#done }
      await this.#readBody(response.body)
      return this.#done >= this.#end ? 'here' : 'UNREACHABLE'
    } catch {
      // Interrupted: keeps the received bytes and requests the rest later.
      return 'UNREACHABLE'
    }
  }

  /** The position of the last byte to ask for; '' for the end of a file whose size is an estimate. */
  #last(): number | '' {
    if (!this.#isEstimate) return this.#end - 1
    return this.#upTo === Number.MAX_SAFE_INTEGER ? '' : this.#upTo - 1
  }

  async #readBody(body: ReadableStream<Uint8Array<ArrayBuffer>> | null): Promise<void> {
    const reader = body?.getReader()
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      this.#chunks.push(part.value)
      this.#done += part.value.byteLength
      if (performance.now() - this.#toldAt < TELL_MS) continue
      this.#toldAt = performance.now()
      this.#phase = { step: 'fetching', done: this.#done }
    }
  }

  #somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), RETRY_MS)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
    })
  }
}

/** Returns the size of the whole file. Null for an answer that is not a part of one. */
export function sizeIn({ headers }: Response): number | null {
  const [, size] = /\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? []
  return size === undefined ? null : Number(size)
}

/** Reads the error code from a door's response. */
export async function readCode(response: Response): Promise<ErrorCode> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: ErrorCode }
  return error ?? 'UNREACHABLE'
}
