// The page's entry: the connection, the state on it, the screens on that.
// Stands around the whole life of a message, and knows none of its words.
import { mount } from 'svelte'
import './app.css'
import { connect, createBrowserShell, createWebDoor } from './bridge/index.ts'
import Root from './screens/Root.svelte'
import { App } from './state/app.svelte.ts'

const door = createWebDoor(window)
const connection = connect(door.dial)
door.onLetIn(() => connection.retry())
window.addEventListener('online', () => connection.retry())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') connection.retry()
})

const app = new App({ connection, shell: createBrowserShell(window), page: window })
mount(Root, { target: document.body, props: { app } })
