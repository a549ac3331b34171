// Tells home of a phone whether somebody sees here what arrives: then it sends no message to this
// phone, and what was shown before is closed.
import type { Connection } from '../bridge/index.ts'
import { closeNotices } from '../bridge/far-push.ts'
import type { App } from './app.svelte.ts'
import { showsArrivals } from './place.ts'

export function tellInView(app: App, connection: Pick<Connection, 'onState' | 'state' | 'api'>): void {
  /** A new connection counts as in view until home hears otherwise. */
  let told = true

  function tell(): void {
    const isInView = document.visibilityState === 'visible' && showsArrivals(app.route.place)
    if (isInView) void closeNotices().catch(() => undefined)
    if (isInView === told || connection.state !== 'online') return
    told = isInView
    void connection.api.phones.showing({ isInView }).catch(() => undefined)
  }

  connection.onState((state) => {
    if (state !== 'online') return
    told = true
    tell()
  })
  document.addEventListener('visibilitychange', tell)
  $effect.root(() => {
    $effect(tell)
  })
}
