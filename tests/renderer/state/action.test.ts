// An action: one run at a time, and a refusal that stays until the next one.
import { expect, it, vi } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import { Action } from '../../../src/renderer/state/action.svelte.ts'

const refuse = (): never => {
  throw new EngineError('NO_SPACE', 'The disk is full.')
}

it('a second run does not start while the first is in progress', async () => {
  const action = new Action()
  let end: () => void = () => undefined
  const first = action.run(() => new Promise<void>((resolve) => (end = resolve)))
  const second = vi.fn()
  await action.run(second)
  expect([action.isBusy, second.mock.calls.length]).toEqual([true, 0])
  end()
  await first
  await action.run(second)
  expect([action.isBusy, second.mock.calls.length, action.problem]).toEqual([false, 1, null])
})

it('a refusal is shown until the next run, or until it is cleared', async () => {
  const action = new Action()
  await action.run(refuse)
  expect([action.isBusy, typeof action.problem]).toEqual([false, 'string'])
  await action.run(() => undefined)
  expect(action.problem).toBe(null)
  await action.run(refuse)
  action.clear()
  expect(action.problem).toBe(null)
})

it('a form can explain an error in its own words', async () => {
  const action = new Action((error) => `here: ${(error as EngineError).code}`)
  await action.run(refuse)
  expect(action.problem).toBe('here: NO_SPACE')
})
