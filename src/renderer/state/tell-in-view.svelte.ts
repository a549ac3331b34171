// Tells home of a phone whether its page is on the screen, and whether somebody sees there what
// arrives: then home sends no message to this phone, and what was shown before is closed.
import type { Connection } from '../bridge/index.ts'
import { closeNotices } from '../bridge/far-push.ts'
import type { App } from './app.svelte.ts'
import { showsArrivals } from './place.ts'

/** What a new connection counts as, until home hears otherwise. */
const AT_FIRST = { isInView: true, isVisible: true }

export function tellInView(app: App, connection: Pick<Connection, 'onState' | 'state' | 'api'>): void {
  let told: typeof AT_FIRST | null = AT_FIRST

  function tell(): void {
    const isVisible = document.visibilityState === 'visible'
    const isInView = isVisible && showsArrivals(app.route.place)
    if (isInView) void closeNotices().catch(() => undefined)
    const isSame = isInView === told?.isInView && isVisible === told.isVisible
    if (isSame || connection.state !== 'online') return
    told = { isInView, isVisible }
    void connection.api.phones.showing(told).catch(() => undefined)
  }

  connection.onState((state) => {
    if (state !== 'online') return
    // The lock goes on from what home heard on the connection before.
    told = app.far?.lock.kept ? null : AT_FIRST
    tell()
  })
  document.addEventListener('visibilitychange', tell)
  $effect.root(() => {
    $effect(tell)
  })
}
