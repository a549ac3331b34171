// Test files share a process and its page, so each test starts with an empty page in English.
import { beforeEach } from 'vitest'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { setLocale, takeMessages } from '../../../src/renderer/messages/messages.svelte.ts'

// A test reads the sentences in the same turn.
takeMessages('ja', ja)

beforeEach(() => {
  document.body.replaceChildren()
  setLocale('en')
})
