// Files of tests share a process and its page: each test begins with an empty one in English, whatever the last has left.
import { beforeEach } from 'vitest'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'

beforeEach(() => {
  document.body.replaceChildren()
  setLocale('en')
})
