// Parses the tags of a picture with exifreader in a worker thread. A crafted picture can keep the
// library busy for seconds and use hundreds of megabytes.
// The thread is then terminated, and the engine is not affected.
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { Mutex } from '../base/index.ts'

export interface Tag {
  /** A number, or the first number of a list, or null. */
  value: number | null
  description: string | null
}

/** Tags by group and name. exifreader computes the `gps` group. */
export type Tags = Partial<Record<string, Partial<Record<string, Tag>>>>

export type TagNames = readonly (readonly [group: string, tag: string])[]

/** An ordinary picture takes a few milliseconds, or a few hundred on a busy machine. */
const DEADLINE_MS = 3000
/** Starting a thread takes about 60 ms and 15 MB, so it stays for a while. */
const IDLE_MS = 10_000
const MAX_HEAP_MB = 128

interface Answer {
  tags: Tags | null
}

/** Null if the tags cannot be read within the deadline. Never throws. */
export function parseTags(start: Uint8Array, names: TagNames): Promise<Tags | null> {
  thread ??= new TagThread()
  return thread.parse(start, names)
}

/** Created by the first picture. */
let thread: TagThread | null = null

class TagThread {
  #running: RunningThread | null = null
  #idling: NodeJS.Timeout | null = null
  /** One picture at a time, so that each has its own deadline. */
  readonly #mutex = new Mutex()

  parse(start: Uint8Array, names: TagNames): Promise<Tags | null> {
    return this.#mutex.run(async () => {
      if (this.#idling !== null) clearTimeout(this.#idling)
      const running = (this.#running ??= new RunningThread(() => (this.#running = null)))
      const tags = await running.parse(start, names)
      this.#idling = setTimeout(() => void this.#running?.end(), IDLE_MS)
      this.#idling.unref()
      return tags
    })
  }
}

/** One thread and the picture it parses. Cannot be used again after `end`. */
class RunningThread {
  readonly #worker: Worker
  readonly #onEnd: () => void
  #finish: (tags: Tags | null) => void = () => undefined

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
    const workerData = { exifreader: createRequire(import.meta.url).resolve('exifreader') }
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB }
    // The options of this process (a loader, an inspector) are not for this thread.
    this.#worker = new Worker(THREAD_TEXT, {
      ...{ eval: true, execArgv: [], workerData, resourceLimits, name: 'tags' },
    })
    this.#worker.on('message', ({ tags }: Answer) => this.#finish(tags))
    this.#worker.on('error', () => void this.end())
    this.#worker.on('exit', () => void this.end())
    this.#worker.unref()
  }

  async parse(start: Uint8Array, names: TagNames): Promise<Tags | null> {
    // The buffer is transferred, so it must not be a part of a larger one.
    const { buffer } = Uint8Array.from(start)
    const deadline = setTimeout(() => void this.end(), DEADLINE_MS)
    try {
      return await new Promise((resolve) => {
        this.#finish = resolve
        this.#worker.postMessage({ buffer, names }, [buffer])
      })
    } finally {
      clearTimeout(deadline)
    }
  }

  /** Gives up the current picture and terminates the thread. */
  async end(): Promise<void> {
    this.#finish(null)
    this.#onEnd()
    await this.#worker.terminate()
  }
}

/** The code of the thread, as text. It checks the type of every value that exifreader returns. */
const THREAD_TEXT = `
const { parentPort, workerData } = require('node:worker_threads');
const ExifReader = require(workerData.exifreader);
const numberOf = (value) => {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === 'number' && Number.isFinite(one) ? one : null;
};
const textOf = (text) => (typeof text === 'string' ? text.slice(0, 4096) : null);
const toTag = (found) =>
  typeof found === 'object' && found !== null
    ? { value: numberOf(found.value), description: textOf(found.description) }
    : { value: numberOf(found), description: null };
parentPort.on('message', ({ buffer, names }) => {
  let tags = null;
  try {
    const all = ExifReader.load(buffer, { expanded: true });
    tags = {};
    for (const [group, tag] of names) {
      const found = all[group] && all[group][tag];
      if (found === undefined || found === null) continue;
      (tags[group] = tags[group] || {})[tag] = toTag(found);
    }
  } catch {
    tags = null;
  }
  parentPort.postMessage({ tags });
});
`
