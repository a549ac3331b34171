// Limits that keep a compromised page from flooding the person with dialogs.
import { beforeEach, expect, test } from 'vitest'
import { MinuteLimit, PageQuestions } from '../../src/main/shell/restraint.ts'

let nowMs: number
const now = (): number => nowMs

beforeEach(() => {
  nowMs = 1_000_000
})

test('the limit is for any sixty seconds, not for each minute of the clock', () => {
  const limit = new MinuteLimit(2, now)
  expect(limit.countAct()).toBe(true)
  nowMs += 40_000
  expect([limit.countAct(), limit.countAct()]).toEqual([true, false])
  nowMs += 20_000
  expect([limit.countAct(), limit.countAct()]).toEqual([true, false])
})

test('a clock that was set back does not block calls', () => {
  const limit = new MinuteLimit(1, now)
  limit.countAct()
  nowMs -= 3_600_000
  expect(limit.countAct()).toBe(true)
})

test('one question at a time is asked, whatever the result of the one before', async () => {
  const questions = new PageQuestions(now)
  let answer: (value: string) => void = () => undefined
  const first = questions.ask(() => new Promise<string>((resolve) => (answer = resolve)))
  await expect(questions.ask(async () => 'second')).rejects.toMatchObject({ code: 'QUOTA' })
  answer('first')
  expect(await first).toBe('first')
  await expect(questions.ask(() => Promise.reject(new Error('closed')))).rejects.toThrow('closed')
  expect(await questions.ask(async () => 'third')).toBe('third')
})

test('a question that is repeated too often is not asked again in that minute', async () => {
  const questions = new PageQuestions(now)
  for (let asked = 0; asked < 20; asked++) await questions.ask(async () => asked)
  await expect(questions.ask(async () => 0)).rejects.toMatchObject({ code: 'QUOTA' })
  nowMs += 60_000
  expect(await questions.ask(async () => 1)).toBe(1)
})
