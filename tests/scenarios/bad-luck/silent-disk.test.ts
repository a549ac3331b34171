// A disk that accepts requests and never answers. The home still closes,
// and no other engine opens it meanwhile.
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { CoreShelf } from '../../../src/core/cores/core-shelf.ts'
import { lockHome } from '../../../src/core/home/index.ts'
import { startChild } from '../../support/child.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'

afterEach(() => vi.restoreAllMocks())

test('a home whose cores never answer closes, and stays locked until they answer', async () => {
  const alice = await Person.create('alice', new MemoryNetwork())
  const letter = { to: ['self'], subject: 'note', text: 'x', policy: PLAIN_POLICY }
  const { ref } = await alice.do.letters.send(letter, calling)
  let answer = (): void => undefined
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const { close, flush } = CoreShelf.prototype
  vi.spyOn(CoreShelf.prototype, 'flush').mockImplementation(async function (this: CoreShelf) {
    await answered
    return flush.call(this)
  })
  vi.spyOn(CoreShelf.prototype, 'close').mockImplementation(async function (this: CoreShelf) {
    await answered
    return close.call(this)
  })
  await alice.stop()
  await expect(lockHome(alice.homeDir)).rejects.toMatchObject({ code: 'HOME_LOCKED' })
  answer()
  await eventually(
    () =>
      alice.start().then(
        () => true,
        () => false,
      ),
    'the lock is released',
  )
  expect((await alice.read(ref)).text).toBe('x')
  await alice.remove()
})

test('a process whose thread is blocked by its disk ends within its time limit', async () => {
  const child = await startChild('tests/scenarios/bad-luck/held-child.ts')
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect([code, signal]).toEqual([null, 'SIGKILL'])
})
