// Renders a component in an app with a fake engine of the test.
import { configure, render } from '@testing-library/svelte'
import type { Component } from 'svelte'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { makeApp, type Calls, type MadeApp } from './fake-app.ts'
import InApp from './InApp.svelte'

// Lazy-loaded parts take long on a busy machine. A missing element still fails.
configure({ asyncUtilTimeout: PATIENCE_MS })

export function createApp(calls: Calls = {}): MadeApp {
  localStorage.clear()
  location.hash = ''
  const made = makeApp({ home: { status: () => EMPTY_HOME }, ...calls })
  setLocale('en')
  return made
}

const EMPTY_HOME = { state: 'empty', person: null, name: null, wordsProven: null, keyring: null }

/** `renderInApp` checks that component and props match; here they are only passed on. */
const draw: (component: typeof InApp, options: { props: object }) => unknown = render as never

/** Draws `Part` below an app with the given calls. */
export function renderInApp<Props extends Record<string, unknown>>(
  Part: Component<Props>,
  props: Props,
  calls: Calls = {},
): MadeApp {
  const made = createApp(calls)
  draw(InApp, { props: { app: made.app, Part, props } })
  return made
}
