// The parent of the demo world: a host under plain Node, a desktop, or none.
import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { findParent } from '../../../src/main/demo-world/parent.ts'

const LINK = { url: 'http://127.0.0.1:1/', file: '/tmp/open.html' }

class Forked extends EventEmitter {
  connected = true
  send = vi.fn()
}

it('a forked process uses its channel, and notices when that breaks', () => {
  const process = new Forked()
  const gone = vi.fn()
  const parent = findParent(process)!
  parent.onGone(gone)
  parent.send(LINK)
  expect([process.send.mock.calls, gone.mock.calls.length]).toEqual([[[LINK]], 0])
  process.emit('disconnect')
  expect(gone).toHaveBeenCalledOnce()
})

it('a parent that ended before the listener was added is reported too', async () => {
  const process = new Forked()
  process.connected = false
  const gone = vi.fn()
  findParent(process)!.onGone(gone)
  await Promise.resolve()
  expect(gone).toHaveBeenCalledOnce()
})

it('a utility process uses the port that Electron gives it', () => {
  const postMessage = vi.fn()
  const process = Object.assign(new EventEmitter(), { parentPort: { postMessage, on: vi.fn() } })
  findParent(process)!.send(LINK)
  expect(postMessage).toHaveBeenCalledWith(LINK)
})

it('a process that was not forked has no parent', () => {
  expect(findParent(new EventEmitter())).toBeNull()
})
