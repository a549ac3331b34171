// The page's entry: mounts the one screen there is.
// It stands before the life of a message; nothing here talks to an engine yet.
import { mount } from 'svelte'
import About from './screens/About.svelte'
import './theme.css'

mount(About, { target: document.body })
