// What the service worker of a phone keeps of the page itself, so that the page starts without a
// network. Nothing of a letter is here. The files of one build share a cache, named by its entry.

/** Persisted in browsers: do not change. */
const ENTRY = 'fumikura.far.entry'
const BUILD = 'fumikura.far.build '
const NAMED = /(?:src|href)="(\.?\/[^"]+)"/g
const OF_PAGE = /^\/(?:assets|icons|pdf)\/|^\/[\w-]+\.(?:svg|webmanifest)$/

export class FarShell {
  #isForgotten = false
  readonly #writing = new Set<Promise<unknown>>()

  /**
   * The kept entry, else that of the network. A newer one is for the next opening.
   * @param isAlone true if no other page of this origin is open
   * @param later keeps the worker alive until then
   */
  async openEntry(
    isAlone: () => Promise<boolean>,
    later: (done: Promise<unknown>) => void,
  ): Promise<Response> {
    const kept = await caches.match('/', { cacheName: ENTRY })
    if (kept === undefined) return fetch('/')
    const build = await nameOf(kept.clone())
    const renew = async (): Promise<void> => {
      if (await isAlone()) await dropOtherBuilds(build)
      await this.#keepEntry(await fetch('/', { cache: 'no-cache' }))
    }
    later(renew().catch(() => undefined))
    return kept
  }

  /** @throws TypeError if it is not kept, and there is no network */
  async openFile(request: Request): Promise<Response> {
    const kept = await caches.match(request, { ignoreVary: true })
    if (kept !== undefined) return kept
    const answer = await fetch(request)
    await this.#put(await currentBuild(), request.url, answer.clone())
    return answer
  }

  /** Keeps the entry and these files. The first ones came past the worker. */
  async keep(urls: readonly string[]): Promise<void> {
    if ((await currentBuild()) === null) await this.#keepEntry(await fetch('/'))
    const build = await currentBuild()
    await Promise.allSettled(urls.filter(isOfPage).map((url) => this.#fetchInto(build, url)))
  }

  /** Nothing is kept from now on. Resolves when no write is under way. */
  async forget(): Promise<void> {
    this.#isForgotten = true
    await Promise.allSettled(this.#writing)
  }

  /** The files that an entry names are kept before it. */
  async #keepEntry(entry: Response): Promise<void> {
    const build = await nameOf(entry.clone())
    if (!entry.ok || entry.redirected || build === (await currentBuild())) return
    const named = [...(await entry.clone().text()).matchAll(NAMED)]
    const urls = named.map(([, path = '/']) => new URL(path, location.origin).href)
    await Promise.all(urls.map((url) => this.#fetchInto(build, url)))
    await this.#put(ENTRY, '/', entry)
  }

  async #fetchInto(build: string | null, url: string): Promise<void> {
    if (build === null || (await caches.match(url, { cacheName: build, ignoreVary: true }))) return
    await this.#put(build, url, await fetch(url))
  }

  async #put(name: string | null, url: string, answer: Response): Promise<void> {
    if (name === null || !answer.ok || this.#isForgotten) return
    const writing = caches.open(name).then((cache) => cache.put(url, answer))
    this.#writing.add(writing)
    await writing.finally(() => this.#writing.delete(writing))
  }
}

/** True for what the page loads from its own origin, besides the files of the store. */
export function isOfPage(address: string): boolean {
  const { origin, pathname } = new URL(address)
  return origin === location.origin && OF_PAGE.test(pathname)
}

async function currentBuild(): Promise<string | null> {
  const entry = await caches.match('/', { cacheName: ENTRY })
  return entry === undefined ? null : nameOf(entry)
}

async function dropOtherBuilds(build: string): Promise<void> {
  const names = await caches.keys()
  const others = names.filter((name) => name.startsWith(BUILD) && name !== build)
  await Promise.all(others.map((name) => caches.delete(name)))
}

async function nameOf(entry: Response): Promise<string> {
  // The worker shares no code with the page, as not every browser takes that.
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await entry.arrayBuffer()))
  return BUILD + btoa(String.fromCharCode(...hash))
}
