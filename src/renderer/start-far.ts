// Starts the app on a phone: the same screens as everywhere, one line that says how its home stands, and
// a memory and an outbox for the time that it is away. Page settings stay on this phone.
import Mark from './away/Mark.svelte'
import Waiting from './away/Waiting.svelte'
import WaitingHere from './away/WaitingHere.svelte'
import { openCacheKey } from './bridge/cache-key.ts'
import type { FarDoor } from './bridge/far-door.ts'
import type { SentDraft } from '../core/contract/index.ts'
import { createFarFiles } from './bridge/far-files.ts'
import type { WorkerWord } from './bridge/far-file-messages.ts'
import { readHome } from './bridge/far-home.ts'
import { checkPage } from './bridge/far-page.ts'
import { findPushStanding } from './bridge/far-push.ts'
import { createBrowserShell } from './bridge/index.ts'
import { Memory } from './bridge/memory.ts'
import { aloneAmongTabs, OutboxStore } from './bridge/outbox-store.ts'
import { Outbox } from './bridge/outbox.ts'
import { createRemembering } from './bridge/remembering.ts'
import { forgetWhatIsGone } from './bridge/still-readable.ts'
import { installFarWorker, keepFilesOfPage } from './files/start-worker.ts'
import { start } from './start.ts'
import type { App } from './state/app.svelte.ts'
import { FarState } from './state/far-state.svelte.ts'
import { HOME_PLACE } from './state/place.ts'
import { tellInView } from './state/tell-in-view.svelte.ts'
import { ThisPhone } from './state/this-phone.svelte.ts'

/** @param isNew true if this phone was paired just now */
export async function startFar(door: FarDoor, isNew: boolean): Promise<void> {
  const key = readHome().then((home) => openCacheKey(home!.homeKey))
  const memory = new Memory(key)
  const remembering = createRemembering(memory)
  const outbox = new Outbox({
    store: new OutboxStore(key),
    now: () => remembering.now(),
    alone: aloneAmongTabs,
  })
  await installFarWorker()
  const files = createFarFiles(door)
  const shell = createBrowserShell(window, { session: () => null, files })
  const far = new FarState(door, remembering, outbox, { Mark, Waiting, WaitingHere })
  far.offersPush = isNew && findPushStanding() === 'possible'
  const { app, connection } = start(door.dial, shell, { far, around: outbox.around(remembering.around) })
  outbox.onDone(({ call }, answer) => {
    if (call === 'drafts.send') void far.showSent(app, answer as SentDraft).catch(() => undefined)
  })
  // A home that was locked is open.
  connection.onEvent(({ type }) => type === 'home-changed' && void outbox.give().catch(() => undefined))
  beginAtInbox(app)
  window.addEventListener('online', () => connection.retry())
  checkPage(connection, door)
  keepFilesOfPage()
  const phone = app.noun(ThisPhone)
  phone.listen()
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<Partial<WorkerWord>>) => {
    if ('subscription' in data) phone.checkSoon()
  })
  tellInView(app, connection)
  forgetWhatIsGone(connection, memory)
}

/** A page that a message opened at a letter: back leads to the inbox, not out of the app. */
function beginAtInbox({ route }: App): void {
  const { place } = route
  if (history.length > 1 || route.link(place) === route.link(HOME_PLACE)) return
  route.replace(HOME_PLACE)
  route.go(place)
}
