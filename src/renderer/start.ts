// What both entries share: the connection, the state on it, the screens on that.
// Stands around the whole life of a message, and knows none of its words.
import { mount } from 'svelte'
import './app.css'
import { connect, type Connection, type Dial, type Shell } from './bridge/index.ts'
import Root from './screens/Root.svelte'
import { App } from './state/app.svelte.ts'

export function start(dial: Dial, shell: Shell): { app: App; connection: Connection } {
  const connection = connect(dial)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.retry()
  })
  const app = new App({ connection, shell, page: window })
  mount(Root, { target: document.body, props: { app } })
  return { app, connection }
}
