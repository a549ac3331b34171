// Test files share a process and its page, so each test starts with an empty page in English.
import { beforeEach } from 'vitest'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'

beforeEach(() => {
  document.body.replaceChildren()
  setLocale('en')
})
