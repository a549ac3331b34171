// The tags of a picture, parsed by exifreader in a thread of its own. A picture that is made for it keeps the library busy for seconds
// and takes hundreds of megabytes; the thread is ended then, and the engine has not noticed.
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { Mutex } from '../base/index.ts'

export interface Tag {
  /** A number, the first of a list of them, or null. */
  value: number | null
  description: string | null
}

/** Groups of tags. `gps` has numbers of its own. */
export type Tags = Partial<Record<string, Partial<Record<string, Tag>>>>

/** Which tags are asked for. */
export type TagNames = readonly (readonly [group: string, tag: string])[]

/** An ordinary picture takes a few milliseconds, on a busy machine a few hundred. */
const DEADLINE_MS = 3000
/** Starting one takes some 60 ms and 15 MB. */
const IDLE_MS = 10_000
const MAX_HEAP_MB = 128

interface Answer {
  tags: Tags | null
}

/** Null where they cannot be read, or not within the deadline. Never throws. */
export function parseTags(start: Uint8Array, names: TagNames): Promise<Tags | null> {
  thread ??= new TagThread()
  return thread.parse(start, names)
}

/** Made by the first picture. */
let thread: TagThread | null = null

class TagThread {
  #running: RunningThread | null = null
  #idling: NodeJS.Timeout | null = null
  /** One picture after the other: its deadline is its own. */
  readonly #turns = new Mutex()

  parse(start: Uint8Array, names: TagNames): Promise<Tags | null> {
    return this.#turns.run(async () => {
      if (this.#idling !== null) clearTimeout(this.#idling)
      const running = (this.#running ??= new RunningThread(() => (this.#running = null)))
      const tags = await running.parse(start, names)
      this.#idling = setTimeout(() => void this.#running?.end(), IDLE_MS)
      this.#idling.unref()
      return tags
    })
  }
}

/** One thread, and the picture it has. It is of no more use once it was ended. */
class RunningThread {
  readonly #worker: Worker
  readonly #onEnd: () => void
  #finish: (tags: Tags | null) => void = () => undefined

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
    const workerData = { exifreader: createRequire(import.meta.url).resolve('exifreader') }
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB }
    // No options of the process: what was written for it (a loader, an inspector) is not meant for this.
    this.#worker = new Worker(THREAD_TEXT, {
      ...{ eval: true, execArgv: [], workerData, resourceLimits, name: 'tags' },
    })
    this.#worker.on('message', ({ tags }: Answer) => this.#finish(tags))
    this.#worker.on('error', () => void this.end())
    this.#worker.on('exit', () => void this.end())
    this.#worker.unref()
  }

  async parse(start: Uint8Array, names: TagNames): Promise<Tags | null> {
    // exifreader wants a buffer of its own: ours may be part of a larger one.
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

  /** What it has is given up. */
  async end(): Promise<void> {
    this.#finish(null)
    this.#onEnd()
    await this.#worker.terminate()
  }
}

/** What the thread runs, as text; nothing of the form of tags is believed. */
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
