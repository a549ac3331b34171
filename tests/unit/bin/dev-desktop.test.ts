// `npm run dev -- --desktop`: builds and opens again at each change, until the window is closed.
import { expect, it } from 'vitest'
import { openAtChanges } from '../../../bin/dev-desktop.js'
import { eventually } from '../../support/command-line.ts'

/** A build and a window that the test ends. */
function setUp(builds: (Error | null)[]) {
  const log: string[] = []
  let change = (): void => undefined
  let close = (_code: number): void => undefined
  const isOver = openAtChanges({
    async build() {
      log.push('build')
      const problem = builds.shift() ?? null
      if (problem !== null) throw problem
    },
    open() {
      log.push('open')
      const ended = new Promise<number>((resolve) => (close = resolve))
      return { ended, end: () => (log.push('end'), close(0)) }
    },
    onChange: (listener) => (change = listener),
    say: (sentence) => void log.push(sentence),
  })
  const has = (expected: string[]) =>
    eventually(
      expected.join(),
      async () => log,
      () => log.join() === expected.join(),
    )
  return { isOver, has, change: () => change(), close: (code: number) => close(code) }
}

it('a change ends the window and opens the next build; a closed window ends all', async () => {
  const { isOver, has, change, close } = setUp([])
  await has(['build', 'open'])
  change()
  await has(['build', 'open', 'end', 'build', 'open'])
  close(3)
  expect(await isOver).toBe(3)
})

it('a source that does not compile is reported, and the next change builds again', async () => {
  const { isOver, has, change, close } = setUp([new Error('line 3')])
  await has(['build', 'line 3'])
  change()
  await has(['build', 'line 3', 'build', 'open'])
  close(0)
  expect(await isOver).toBe(0)
})
