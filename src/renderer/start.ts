// What both entries share: opens the connection, builds the state on it, mounts the screens.
import { mount } from 'svelte'
import './app.css'
import { connect, type Around, type Connection, type Dial, type Shell } from './bridge/index.ts'
import { languageSettled } from './messages/messages.svelte.ts'
import Root from './screens/Root.svelte'
import { App } from './state/app.svelte.ts'
import type { FarState } from './state/far-state.svelte.ts'

/** On a phone: how its home stands, and what answers while it is away. */
export function start(
  dial: Dial,
  shell: Shell,
  { far = null, around = null }: { far?: FarState | null; around?: Around | null } = {},
): { app: App; connection: Connection } {
  const connection = connect(dial, around)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.retry()
  })
  const app = new App({ connection, shell, page: window, far })
  // The first words on the page are in the person's language.
  void languageSettled().then(() => mount(Root, { target: document.body, props: { app } }))
  return { app, connection }
}
