// One-time links that open the page. Every account of the machine can read a link in an argument
// list.
// So a browser is started with the path of a file that only its owner can read, and the file
// redirects to the link.
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PageLink, SessionId } from '../../core/contract/index.ts'
import type { Sessions } from './sessions.ts'

/** Enough for a slow machine to start a browser, or for a person to paste a link. */
export const LINK_LIFE_MS = 60_000
/** A page that returned stays where it is while its person types. */
const CONTINUING_LINK_LIFE_MS = 60 * 60_000

export interface PageLinksOptions {
  sessions: Sessions
  /** `http://127.0.0.1:PORT` */
  origin: string
  now: () => number
}

export class PageLinks {
  readonly #options: PageLinksOptions
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #removals = new Set<Promise<void>>()

  constructor(options: PageLinksOptions) {
    this.#options = options
  }

  /** Makes a link that starts one session within `lifeMs`. */
  draw(lifeMs: number): string {
    return this.#draw(lifeMs, () => undefined)
  }

  /** Makes a link that continues `session` once, for a page that returned from an earlier run. */
  drawToContinue(session: SessionId): string {
    return this.#draw(CONTINUING_LINK_LIFE_MS, () => undefined, session)
  }

  /**
   * The same as `draw`, with a file in `folder`, which only its owner can read. The file is removed when the
   * link is used or expires.
   */
  async drawWithFile(folder: string, lifeMs = LINK_LIFE_MS): Promise<PageLink> {
    const file = join(folder, `open-${randomBytes(8).toString('hex')}.html`)
    const remove = (): void => this.#remove(file)
    const url = this.#draw(lifeMs, remove)
    await writeFile(file, redirectTo(url), { flag: 'wx', mode: 0o600 })
    const timer = setTimeout(remove, lifeMs)
    this.#timers.add(timer.unref())
    return { url, file }
  }

  /** Resolves when the files are gone. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.all(this.#removals)
  }

  #draw(lifeMs: number, onSpent: () => void, continues: SessionId | null = null): string {
    const { sessions, origin, now } = this.#options
    return `${origin}/#code=${sessions.drawCode(now() + lifeMs, onSpent, continues)}`
  }

  #remove(file: string): void {
    const removal = rm(file, { force: true }).catch(() => undefined)
    this.#removals.add(removal)
    void removal.then(() => this.#removals.delete(removal))
  }
}

/** `url` is made by this class, so it needs no escaping. */
function redirectTo(url: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Fumikura</title>
<p><a href="${url}">Fumikura</a></p>
</html>
`
}
