// Connects the app and the desktop: links from outside, menu commands, and the language and theme
// that menus and dialogs use.
import type { DeepRoute, MenuCommand } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { Invites } from './invites.svelte.ts'
import { composePlace, HOME_PLACE, type Place } from './place.ts'
import type { ShortcutId } from './shortcut-table.ts'

const PLACES: Partial<Record<MenuCommand, Place>> = {
  compose: composePlace(),
  search: { screen: 'search', query: '', ref: null },
  inbox: HOME_PLACE,
  people: { screen: 'people', person: null },
  settings: { screen: 'settings', part: null },
}
const OVERLAYS: Partial<Record<MenuCommand, ShortcutId>> = { palette: 'palette', shortcuts: 'help' }

/** Does nothing without a desktop. */
export function obeyDesktop(app: App): void {
  const { desktop } = app.shell
  if (desktop === null) return
  desktop.onRoute((route) => follow(app, route))
  desktop.onCommand((command) => {
    const place = PLACES[command]
    if (place !== undefined) app.route.go(place)
    const overlay = OVERLAYS[command]
    if (overlay !== undefined) app.shortcuts.run(overlay)
  })
  $effect.root(() => {
    $effect(() => app.shell.setLocale(app.settings.locale))
    $effect(() => app.shell.setTheme(app.settings.theme))
  })
}

/** A link only opens a screen; the person decides what to do there. */
function follow(app: App, route: DeepRoute): void {
  switch (route.to) {
    case 'letter':
      return app.route.go({ screen: 'box', box: 'inbox', ref: route.ref })
    case 'invite':
    case 'group':
      return meet(app, route.link)
    case 'person':
      return meet(app, route.address)
  }
}

function meet(app: App, link: string): void {
  app.noun(Invites).offer(link)
  app.route.go({ screen: 'people', person: null })
}
