// Starts the app on a phone: the same screens as everywhere, one line that says how its home stands, and
// a memory and an outbox for the time that it is away. Page settings stay on this phone.
import Mark from './away/Mark.svelte'
import Waiting from './away/Waiting.svelte'
import WaitingHere from './away/WaitingHere.svelte'
import { OwnCacheKey } from './bridge/cache-key.ts'
import type { FarDoor } from './bridge/far-door.ts'
import type { SentDraft } from '../core/contract/index.ts'
import { createFarFiles } from './bridge/far-files.ts'
import type { WorkerWord } from './bridge/far-file-messages.ts'
import { readHome } from './bridge/far-home.ts'
import { onLockChanged } from './bridge/far-lock.ts'
import { checkPage } from './bridge/far-page.ts'
import { findPushStanding } from './bridge/far-push.ts'
import { createBrowserShell, type Around } from './bridge/index.ts'
import { Memory } from './bridge/memory.ts'
import { aloneAmongTabs, OutboxStore } from './bridge/outbox-store.ts'
import { Outbox } from './bridge/outbox.ts'
import { createRemembering } from './bridge/remembering.ts'
import { forgetWhatIsGone } from './bridge/still-readable.ts'
import { installFarWorker, keepFilesOfPage } from './files/start-worker.ts'
import { start } from './start.ts'
import type { App } from './state/app.svelte.ts'
import { FarState } from './state/far-state.svelte.ts'
import { PhoneLock, type OpenedLock } from './state/phone-lock.svelte.ts'
import { HOME_PLACE } from './state/place.ts'
import { lockWhenQuiet } from './state/quiet-lock.ts'
import { tellInView } from './state/tell-in-view.svelte.ts'
import { ThisPhone } from './state/this-phone.svelte.ts'

/**
 * @param secret of the cache, an HKDF key
 * @param isNew true if this phone was paired just now
 */
export async function startFar(
  door: FarDoor,
  opened: OpenedLock,
  secret: CryptoKey,
  isNew: boolean,
): Promise<void> {
  const key = new OwnCacheKey(secret, (await readHome())!.homeKey)
  const memory = new Memory(key)
  const remembering = createRemembering(memory)
  const store = new OutboxStore(key)
  const lock = new PhoneLock(opened, key, store)
  const outbox = new Outbox({
    store,
    now: () => remembering.now(),
    alone: aloneAmongTabs,
  })
  await installFarWorker()
  const files = createFarFiles(door)
  const shell = createBrowserShell(window, { session: () => null, files })
  const far = new FarState(door, remembering, outbox, { Mark, Waiting, WaitingHere }, lock)
  far.offersLock = isNew
  far.offersPush = isNew && findPushStanding() === 'possible'
  const around: Around = (ask, link) => outbox.around(remembering.around)(lock.asking(ask), link)
  const { app, connection } = start(lock.dialling(door.dial), shell, { far, around })
  outbox.onDone(({ call }, answer) => {
    if (call === 'drafts.send') void far.showSent(app, answer as SentDraft).catch(() => undefined)
  })
  // A home that was locked is open.
  const give = (): void => void outbox.give().catch(() => undefined)
  connection.onEvent(({ type }) => type === 'home-changed' && give())
  lock.onOpen(give)
  // Sealing has emptied the memory. The page remembers each answer that it reads again.
  lock.onSealed(() => app.events.readAgain())
  const lockPage = (): void => location.reload()
  lockWhenQuiet(window, () => lock.kept !== null, lockPage)
  onLockChanged(lockPage)
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
