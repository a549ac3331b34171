// Looks at the page that a station serves to the phones of this home, as any visitor gets it, and
// compares it with the list of this build or of a signed release. A host that serves one address
// another page is not found so; therefore the page on a phone also reports what it got.
import type { PageSeen } from '../../../core/contract/index.ts'
import type { DoorLog } from '../../../core/contract/server.ts'
import { hashOf, isSigned, PAGE_LIST, parsePageList, readOwnList, type PageList } from './page-list.ts'

export interface PageWatchOptions {
  /** The folder of this program's own page. */
  rendererDir: string
  log: DoorLog
  /** Replaced in tests. */
  fetch?: typeof fetch
  releaseKeys?: readonly string[]
  now?: () => number
}

const HOUR_MS = 60 * 60_000
/** A start is busy enough. */
const FIRST_LOOK_MS = 60_000
const PATIENCE_MS = 60_000
const MAX_LIST_BYTES = 256 * 1024
const MAX_FILE_BYTES = 8 << 20
/** Each hour the files that lead a browser, and one part of all others: a day sees them all. */
const PARTS = 24
const LEADING = /^[^/]*$/
const MAX_PATHS = 20
/** The page of a phone is the file at `/`. */
const ENTRY = 'far.html'

export class PageWatch {
  readonly #options: PageWatchOptions
  readonly #own: PageList | null
  readonly #ended = new AbortController()
  #findHost: () => Promise<string | null> = async () => null
  #timer: ReturnType<typeof setTimeout> | undefined
  #part = 0
  /** The list that the host showed last and that is known. */
  #known: PageList | null
  #seen: PageSeen | null = null
  #changed: () => void = () => undefined

  private constructor(options: PageWatchOptions, own: PageList | null) {
    this.#options = options
    this.#own = own
    this.#known = own
  }

  static async open(options: PageWatchOptions): Promise<PageWatch> {
    return new PageWatch(options, await readOwnList(options.rendererDir))
  }

  /** Aborted when this is closed. */
  get signal(): AbortSignal {
    return this.#ended.signal
  }

  /** What was seen last. Null before the first look. */
  get seen(): PageSeen | null {
    return this.#seen
  }

  /** @param findHost returns an origin; null if this home serves the page itself, or nobody does */
  begin(findHost: () => Promise<string | null>, onChange: () => void): void {
    this.#findHost = findHost
    this.#changed = onChange
    this.#lookIn(FIRST_LOOK_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#ended.abort()
  }

  /**
   * Compares what a phone got with what is known.
   * @param files the SHA-256 of each file in hex, by its path; `` is the page itself
   * @returns false if a file is not as listed; null if this build has no list
   */
  async report(files: Readonly<Record<string, string>>): Promise<boolean | null> {
    const known = [this.#own, this.#known].filter((list) => list !== null)
    if (known.length === 0) return null
    const wrong = known.map((list) => findWrong(list, files))
    if (wrong.some((paths) => paths.length === 0)) return true
    this.#keep(await this.#findHost(), {
      state: 'changed',
      number: null,
      paths: wrong[0]!.slice(0, MAX_PATHS),
    })
    return false
  }

  /** Looks now, and again in an hour. */
  async look(): Promise<void> {
    const own = this.#own
    const host = own === null ? null : await this.#findHost().catch(() => null)
    if (own !== null && host !== null)
      this.#keep(host, await this.#compare(host, own).catch((error: unknown) => this.#away(error)))
    this.#lookIn(HOUR_MS)
  }

  #away(error: unknown): Finding {
    this.#options.log.warn('page-not-seen', { message: String(error) })
    return { state: 'away', number: null, paths: [] }
  }

  async #compare(host: string, own: PageList): Promise<Finding> {
    const list = parsePageList(await this.#fetch(host, PAGE_LIST, MAX_LIST_BYTES))
    const isOwn = list !== null && hasSameFiles(list, own)
    const isKnown =
      isOwn || (list !== null && list.number >= own.number && isSigned(list, this.#options.releaseKeys))
    const number = list?.number ?? null
    if (list === null || !isKnown) return { state: 'changed', number, paths: [PAGE_LIST] }
    this.#known = list
    const part = this.#part++ % PARTS
    const paths = Object.keys(list.files).filter((path, at) => LEADING.test(path) || at % PARTS === part)
    const wrong: string[] = []
    for (const path of paths) {
      const bytes = await this.#fetch(host, path === ENTRY ? '' : path, MAX_FILE_BYTES)
      if (hashOf(bytes) !== list.files[path]) wrong.push(path)
    }
    if (wrong.length > 0) return { state: 'changed', number, paths: wrong.slice(0, MAX_PATHS) }
    return { state: isOwn ? 'own' : 'release', number, paths: [] }
  }

  /** @throws Error if nothing answers, or too much */
  async #fetch(host: string, path: string, maxBytes: number): Promise<Uint8Array> {
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(PATIENCE_MS)])
    const { fetch: ask = fetch } = this.#options
    const { body, status } = await ask(new URL(`/${encodeURI(path)}`, host), { redirect: 'manual', signal })
    if (body === null || status !== 200) throw new Error(`/${path} answers ${status}`)
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of body as ReadableStream<Uint8Array>) {
      size += part.length
      if (size > maxBytes) throw new Error(`/${path} is longer than ${maxBytes} bytes`)
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  /** A page that was found changed stays so for this run: an attack may have been short. */
  #keep(host: string | null, found: Finding): void {
    const { now = Date.now, log } = this.#options
    if (host === null || (this.#seen?.state === 'changed' && this.#seen.host === host)) return
    this.#seen = { host, at: new Date(now()).toISOString(), ...found }
    if (found.state === 'changed') log.warn('page-changed', { paths: found.paths.join(' ') })
    this.#changed()
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#own === null || this.#ended.signal.aborted) return
    this.#timer = setTimeout(() => void this.look(), ms)
    this.#timer.unref()
  }
}

type Finding = Omit<PageSeen, 'host' | 'at'>

function findWrong({ files }: PageList, got: Readonly<Record<string, string>>): string[] {
  return Object.keys(got).filter((path) => files[path === '' ? ENTRY : path] !== got[path])
}

function hasSameFiles(a: PageList, b: PageList): boolean {
  const paths = Object.keys(a.files)
  return (
    paths.length === Object.keys(b.files).length && paths.every((path) => a.files[path] === b.files[path])
  )
}
