// Types only: the worker is one file and shares no code with the page.
// What the service worker of a phone and its page say to each other. About one request of a file the
// worker asks with a port; both speak on that port until the answer ends.

/** The query of an address that saves a file. */
export type SaveQuery = '?save'

/** The worker's question to a page. Its port comes with it. */
export interface FileQuestion {
  farFile: { method: string; path: string; headers: Record<string, string> }
}

/** From the page. `mine`: it has the tunnel and will answer. `away`: it has none. */
export type FromPage =
  | 'mine'
  | 'away'
  | { status: number; headers: Record<string, string> }
  | { data: ArrayBuffer }
  /** The answer is complete, or was broken off. */
  | 'end'
  | 'broken'

/** From the worker: the browser took so many bytes, or wants no more. */
export type FromWorker = { took: number } | 'cancel'

/** Of a page to the worker: keep these files of the page; or keep nothing, and say on the port when. */
export type ShellOrder = { keep: readonly string[] } | { forget: true }

/** Of the worker to a page: a notification of this place was tapped; or look at the subscription. */
export type WorkerWord = { open: string } | { subscription: 'changed' }
