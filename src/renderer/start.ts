// What both entries share: opens the connection, builds the state on it, mounts the screens.
import { mount } from 'svelte'
import './app.css'
import { connect, type Connection, type Dial, type Shell } from './bridge/index.ts'
import { languageSettled } from './messages/messages.svelte.ts'
import Root from './screens/Root.svelte'
import { App } from './state/app.svelte.ts'

export function start(dial: Dial, shell: Shell): { app: App; connection: Connection } {
  const connection = connect(dial)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.retry()
  })
  const app = new App({ connection, shell, page: window })
  // The first words on the page are in the person's language.
  void languageSettled().then(() => mount(Root, { target: document.body, props: { app } }))
  return { app, connection }
}
