// Seals and opens large objects in a worker thread, so that the engine stays
// responsive and the disk is not idle meanwhile. The thread runs only while it has
// work. Part of "store" and of "reference".
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import sodium from 'sodium-universal'
import { EngineError } from '../contract/errors.ts'
import { createSlabOpening, type OpenedSlab, type OpeningOrder, type SlabOpening } from './slab-opening.ts'
import { createSlabSealing, type SealedSlab, type SealingOrder, type SlabSealing } from './slab-sealing.ts'

/**
 * Seals and opens slabs. It owns the buffers until it returns them. It keeps the
 * keys and wipes them.
 */
export interface SlabWorker {
  /** Slabs are handled one at a time, in the order of the calls. */
  seal(order: SealingOrder): Promise<SealedSlab>
  /** Slabs are handled one at a time, in the order of the calls. */
  open(order: OpeningOrder): Promise<OpenedSlab>
  /** Drops the keys of this object. No slab of the object may be in progress. */
  forget(object: number): void
}

/** Returns a worker in the calling thread, for objects that are too small for a thread. */
export function createSlabWorker(): SlabWorker {
  const [sealing, opening] = [createSlabSealing(sodium), createSlabOpening(sodium)]
  return {
    seal: async (order) => sealing.seal(order),
    open: async (order) => opening.open(order),
    forget(object) {
      sealing.forget(object)
      opening.forget(object)
    },
  }
}

type Message = { seal: SealingOrder } | { open: OpeningOrder } | { forget: number }
type Done = SealedSlab | OpenedSlab
type Answer = { isReady: true } | { done: Done } | { failed: string }

interface Waiting {
  resolve: (done: never) => void
  reject: (error: Error) => void
}

/** How long an idle thread is kept. Starting a thread takes about 30 ms and 10 MB. */
const IDLE_MS = 10_000

export class SlabThread implements SlabWorker {
  readonly #here = createSlabWorker()
  /** Objects with slabs still to come. The thread holds their state. */
  readonly #unfinished = new Set<number>()
  #running: RunningThread | null = null
  #isUsable = true
  #idling: NodeJS.Timeout | null = null

  /** @throws CANCELLED if `close` was called meanwhile, INTERNAL if the thread died */
  async seal(order: SealingOrder): Promise<SealedSlab> {
    const done = await (await this.#choose(order.object)).seal(order)
    if (order.isLast) this.#end(order.object)
    return done
  }

  /** @throws CANCELLED if `close` was called meanwhile, INTERNAL if the thread died */
  async open(order: OpeningOrder): Promise<OpenedSlab> {
    return (await this.#choose(order.object)).open(order)
  }

  async #choose(object: number): Promise<SlabWorker> {
    if (this.#idling !== null) clearTimeout(this.#idling)
    this.#unfinished.add(object)
    const running = (this.#running ??= new RunningThread(() => (this.#running = null)))
    // If no thread can be started, the calling thread does the work.
    this.#isUsable &&= await running.isReady
    return this.#isUsable ? running : this.#here
  }

  forget(object: number): void {
    this.#here.forget(object)
    this.#running?.forget(object)
    this.#end(object)
  }

  #end(object: number): void {
    this.#unfinished.delete(object)
    if (this.#unfinished.size > 0) return
    if (this.#idling !== null) clearTimeout(this.#idling)
    this.#idling = setTimeout(() => void this.close(), IDLE_MS)
    this.#idling.unref()
  }

  /** Ends the thread. Slabs in progress reject with CANCELLED. */
  async close(): Promise<void> {
    if (this.#idling !== null) clearTimeout(this.#idling)
    const running = this.#running
    this.#running = null
    await running?.end()
  }
}

/**
 * The main loop of the thread. The thread gets it as source text, and loads sodium
 * from the installed packages.
 */
function serveSlabs(
  sealing: SlabSealing,
  opening: SlabOpening,
  port: {
    on(name: 'message', listener: (message: Message) => void): void
    postMessage(answer: Answer, transferred?: ArrayBuffer[]): void
  },
): void {
  port.on('message', (message) => {
    if ('forget' in message) {
      sealing.forget(message.forget)
      opening.forget(message.forget)
      return
    }
    try {
      const done = 'seal' in message ? sealing.seal(message.seal) : opening.open(message.open)
      port.postMessage({ done }, [done.plain.buffer, done.sealed.buffer])
    } catch (error) {
      port.postMessage({ failed: String(error) })
    }
  })
  port.postMessage({ isReady: true })
}

const THREAD_TEXT = `
const { parentPort, workerData } = require('node:worker_threads');
const sodium = require(workerData.sodium);
(${serveSlabs.toString()})((${createSlabSealing.toString()})(sodium), (${createSlabOpening.toString()})(sodium), parentPort);
`

class RunningThread implements SlabWorker {
  /** False if the thread did not start. */
  readonly isReady: Promise<boolean>
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #failure = new EngineError('INTERNAL', 'The slab thread ended.')

  constructor(onEnd: () => void) {
    const workerData = { sodium: createRequire(import.meta.url).resolve('sodium-universal') }
    // Pass no execArgv, because a loader or an inspector of the process is not meant for this
    // thread.
    this.#worker = new Worker(THREAD_TEXT, { eval: true, execArgv: [], workerData, name: 'slabs' })
    this.#worker.on('error', (cause) => {
      this.#failure = new EngineError('INTERNAL', 'The slab thread ended.', { cause })
    })
    this.isReady = new Promise((resolve) => {
      this.#worker.on('message', (answer: Answer) => {
        if ('isReady' in answer) resolve(true)
        else this.#complete(answer)
        // The thread keeps the process alive only while a caller waits for an answer.
        if (this.#waiting.length === 0) this.#worker.unref()
      })
      this.#worker.once('exit', () => {
        resolve(false)
        onEnd()
        for (const { reject } of this.#waiting.splice(0)) reject(this.#failure)
      })
    })
  }

  seal(order: SealingOrder): Promise<SealedSlab> {
    const keys = order.keys === null ? [] : [order.keys.content.buffer, order.keys.contentHash.buffer]
    return this.#give({ seal: order }, [order.plain.buffer, order.sealed.buffer, ...keys])
  }

  open(order: OpeningOrder): Promise<OpenedSlab> {
    const keys = order.key === null ? [] : [order.key.buffer]
    return this.#give({ open: order }, [order.plain.buffer, order.sealed.buffer, ...keys])
  }

  #give<T extends Done>(message: Message, transferred: ArrayBuffer[]): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage(message, transferred)
    })
  }

  forget(object: number): void {
    this.#worker.postMessage({ forget: object } satisfies Message)
  }

  async end(): Promise<void> {
    this.#failure = new EngineError('CANCELLED', 'The slab thread was closed.')
    await this.#worker.terminate()
  }

  #complete(answer: { done: Done } | { failed: string }): void {
    const waiting = this.#waiting.shift()
    if ('done' in answer) waiting?.resolve(answer.done as never)
    else waiting?.reject(new EngineError('INTERNAL', answer.failed))
  }
}
