// Test files share a process and its page, so each test starts with an empty page in English.
import { afterAll, beforeEach, vi } from 'vitest'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { setLocale, addMessages } from '../../../src/renderer/messages/messages.svelte.ts'

// A test reads the sentences in the same turn.
addMessages('ja', ja)

beforeEach(() => {
  document.body.replaceChildren()
  setLocale('en')
})

// And the window: a draft that one file left unsaved would hold the page of another file.
const add = globalThis.addEventListener
const listening: Parameters<typeof add>[] = []
globalThis.addEventListener = (...listener: Parameters<typeof add>): void => {
  listening.push(listener)
  add.apply(globalThis, listener)
}
afterAll(() => {
  globalThis.addEventListener = add
  for (const [type, listener, options] of listening) removeEventListener(type, listener, options)
})

// Files share the modules too. A late import that ends after its file would stay failed for the next.
afterAll(() => vi.dynamicImportSettled())
