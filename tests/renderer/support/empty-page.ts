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

// Files share the modules too. A late import that ends after its file would stay failed for the next.
afterAll(() => vi.dynamicImportSettled())
