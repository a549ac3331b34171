// Large objects are sealed beside the engine: in a thread of its own, which is there while there is something to seal, so that hashing and
// encrypting take neither the time of those who use it nor that of the disk. Part of "store".
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import sodium from 'sodium-universal'
import { EngineError } from '../contract/errors.ts'
import { createSlabWork, type SlabDone, type SlabOrder, type SlabSodium, type SlabWork } from './slab-work.ts'

/** Who does what a slab needs. */
export interface SlabSealer {
  /** One after the other, in the order of the calls. The buffers are the sealer's until it gives them back. */
  seal(order: SlabOrder): Promise<SlabDone>
  /** There will be no last slab of this object. */
  forget(object: number): void
}

/** In the thread that asks: for what is too small to be worth another. */
export function createSlabSealer(): SlabSealer {
  const work = createSlabWork(sodium)
  return {
    seal: async (order) => work.seal(order),
    forget: (object) => work.forget(object),
  }
}

type Message = { seal: SlabOrder } | { forget: number }
type Answer = { isReady: true } | { done: SlabDone } | { failed: string }

interface Waiting {
  resolve: (done: SlabDone) => void
  reject: (error: Error) => void
}

/** Starting one takes some 30 ms and 10 MB. */
const IDLE_MS = 10_000

export class SealingThread implements SlabSealer {
  readonly #here = createSlabSealer()
  /** Objects of which there will be more slabs: the thread knows what came before. */
  readonly #open = new Set<number>()
  #running: RunningThread | null = null
  #isUsable = true
  #idling: NodeJS.Timeout | null = null

  /** @throws INTERNAL when the thread died meanwhile */
  async seal(order: SlabOrder): Promise<SlabDone> {
    if (this.#idling !== null) clearTimeout(this.#idling)
    this.#open.add(order.object)
    const running = (this.#running ??= new RunningThread(() => (this.#running = null)))
    // Where no thread can be had, everything is done here.
    this.#isUsable &&= await running.isReady
    const done = await (this.#isUsable ? running : this.#here).seal(order)
    if (order.isLast) this.#end(order.object)
    return done
  }

  forget(object: number): void {
    this.#here.forget(object)
    this.#running?.forget(object)
    this.#end(object)
  }

  #end(object: number): void {
    this.#open.delete(object)
    if (this.#open.size > 0) return
    if (this.#idling !== null) clearTimeout(this.#idling)
    this.#idling = setTimeout(() => void this.close(), IDLE_MS)
    this.#idling.unref()
  }

  async close(): Promise<void> {
    if (this.#idling !== null) clearTimeout(this.#idling)
    const running = this.#running
    this.#running = null
    await running?.end()
  }
}

/** What the thread runs: the text of these functions, and sodium as it lies among the packages. */
function serveSlabs(
  sodium: SlabSodium,
  create: (sodium: SlabSodium) => SlabWork,
  port: {
    on(name: 'message', listener: (message: Message) => void): void
    postMessage(answer: Answer, transferred?: ArrayBuffer[]): void
  },
): void {
  const work = create(sodium)
  port.on('message', (message) => {
    if ('forget' in message) return work.forget(message.forget)
    try {
      const done = work.seal(message.seal)
      port.postMessage({ done }, [done.plain.buffer, done.sealed.buffer])
    } catch (error) {
      port.postMessage({ failed: String(error) })
    }
  })
  port.postMessage({ isReady: true })
}

const THREAD_TEXT = `
const { parentPort, workerData } = require('node:worker_threads');
(${serveSlabs.toString()})(require(workerData.sodium), ${createSlabWork.toString()}, parentPort);
`

class RunningThread implements SlabSealer {
  /** False where it did not start. */
  readonly isReady: Promise<boolean>
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #reason = 'it was ended'

  constructor(onEnd: () => void) {
    const workerData = { sodium: createRequire(import.meta.url).resolve('sodium-universal') }
    // No options of the process: what was written for it (a loader, an inspector) is not meant for this.
    this.#worker = new Worker(THREAD_TEXT, { eval: true, execArgv: [], workerData, name: 'sealing' })
    this.#worker.on('error', (error) => (this.#reason = String(error)))
    this.isReady = new Promise((resolve) => {
      this.#worker.on('message', (answer: Answer) => {
        if ('isReady' in answer) resolve(true)
        else this.#settle(answer)
        // Only while something is waited for does it keep the process.
        if (this.#waiting.length === 0) this.#worker.unref()
      })
      this.#worker.once('exit', () => {
        resolve(false)
        onEnd()
        this.#failAll()
      })
    })
  }

  seal(order: SlabOrder): Promise<SlabDone> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ seal: order } satisfies Message, [order.plain.buffer, order.sealed.buffer])
    })
  }

  forget(object: number): void {
    this.#worker.postMessage({ forget: object } satisfies Message)
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #settle(answer: { done: SlabDone } | { failed: string }): void {
    const waiting = this.#waiting.shift()
    if ('done' in answer) waiting?.resolve(answer.done)
    else waiting?.reject(new EngineError('INTERNAL', answer.failed))
  }

  #failAll(): void {
    for (const { reject } of this.#waiting.splice(0))
      reject(new EngineError('INTERNAL', `The thread that seals is gone: ${this.#reason}`))
  }
}
