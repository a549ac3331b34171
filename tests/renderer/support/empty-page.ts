// Files of tests share a process and its page: each test begins with an empty one, whatever the last has left.
import { beforeEach } from 'vitest'

beforeEach(() => {
  document.body.replaceChildren()
})
