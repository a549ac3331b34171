// The order in which the command `thread` prints letters.
import { expect, test } from 'vitest'
import type { RefText, Thread, ThreadLetter } from '../../../src/core/contract/index.ts'
import { readThreadTree } from '../../../src/main/headless/thread-tree.ts'

const NAME_CHARS = 200

/** `hint`: where the ref says that the object is stored. */
const refOf = (name: string, hint = 'here'): RefText =>
  `fumikura://ref/${name.padEnd(NAME_CHARS, '.')}${hint}` as RefText

const letterOf = (name: string, answered: string | null): ThreadLetter => ({
  summary: { replyTo: answered === null ? null : refOf(answered, 'there') } as ThreadLetter['summary'],
  shown: { ref: refOf(name) } as ThreadLetter['shown'],
})

/** Prints the letters, which are given in order of time, as pages of two from the newest. */
async function orderOf(letters: readonly ThreadLetter[]): Promise<string> {
  const get = ({ before }: { before?: string }) => {
    const end = before === undefined ? letters.length : Number(before)
    const start = Math.max(0, end - 2)
    return Promise.resolve({
      letters: letters.slice(start, end),
      earlier: start === 0 ? null : String(start),
    } as Thread)
  }
  const tree = await readThreadTree({ get }, 'any')
  return tree.map(({ ref, depth }) => `${depth}${ref.charAt('fumikura://ref/'.length)}`).join(' ')
}

test('each letter is before its replies, and replies are in order of time', async () => {
  const letters = [letterOf('a', null), letterOf('b', 'a'), letterOf('c', 'a'), letterOf('d', 'b')]
  expect(await orderOf(letters)).toBe('0a 1b 2d 1c')
})

test('a letter whose original is not in the thread is one of the first', async () => {
  expect(await orderOf([letterOf('b', 'x'), letterOf('a', null), letterOf('c', 'b')])).toBe('0b 1c 0a')
})

test('letters that answer each other in a circle come last, each once', async () => {
  const circle = [letterOf('a', 'c'), letterOf('b', 'a'), letterOf('c', 'b')]
  expect(await orderOf([...circle, letterOf('d', null)])).toBe('0d 0a 1b 2c')
})
