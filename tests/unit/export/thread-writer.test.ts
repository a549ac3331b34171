// Threads as mbox: the mails of a thread can be split again, and a hostile mail takes linear time.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bag } from '../../../src/core/export/bag.ts'
import { ThreadWriter } from '../../../src/core/export/thread-writer.ts'
import { splitMbox } from '../../../src/core/import/mbox.ts'
import type { ListedEntry } from '../../../src/core/views/index.ts'

const object = (byte: number): Uint8Array => Buffer.alloc(32, byte)
const entry = (byte: number, reply: number | null): ListedEntry =>
  ({
    ...{ object: object(byte), at: Date.UTC(2004, 0, 5, 12), subject: 'x' },
    reply: reply === null ? null : { object: object(reply) },
  }) as ListedEntry

async function* writeThread(first: Uint8Array, reply: Uint8Array): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = []
  const bag = { append: async (_: string, piece: Uint8Array) => void pieces.push(piece) } as unknown as Bag
  const writer = new ThreadWriter(bag, async () => ({ entry: entry(1, null), mail: first }))
  await writer.add(entry(1, null), first)
  await writer.add(entry(2, 1), reply)
  yield* pieces
}

async function splitAgain(first: string, reply: string): Promise<string[]> {
  const mails: string[] = []
  const box = writeThread(Buffer.from(first, 'latin1'), Buffer.from(reply, 'latin1'))
  for await (const { raw } of splitMbox(box, 64 << 20)) mails.push(Buffer.from(raw!).toString('latin1'))
  return mails
}

const HEAD = 'From: a@x.example\nSubject: x\n\n'

test('a thread can be split again into its mails, however long their lines are', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      'words',
      'From here',
      '>From there',
      'From a@b.c Mon Jan  5 12:00:00 2004',
      '>',
      '\r',
    ),
    fc.integer({ min: 1, max: 150_000 }).map((length) => 'y'.repeat(length)),
  )
  const body = fc.array(line, { maxLength: 12 }).map((lines) => [...lines, 'The end.'])
  await fc.assert(
    fc.asyncProperty(body, body, fc.constantFrom('\n', '\r\n'), async (one, other, end) => {
      const mails = [one, other].map((lines) => `${HEAD}${lines.join('\n')}\n`.replaceAll('\n', end))
      const [first, reply] = mails as [string, string]
      expect(await splitAgain(first, reply)).toEqual(mails.map((mail) => mail.replaceAll('\r\n', '\n')))
    }),
    { numRuns: 40 },
  )
})

test('a mail of four million empty lines is written in time that does not grow with their square', async () => {
  const first = `${HEAD}${'\n'.repeat(4_000_000)}x\n${'\r\n'.repeat(1_000_000)}`
  const [written, reply] = await splitAgain(first, `${HEAD}ok\n`)
  expect([written!.length, reply]).toEqual([HEAD.length + 4_000_002, `${HEAD}ok\n`])
})
