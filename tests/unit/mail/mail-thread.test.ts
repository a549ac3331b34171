// Mails are read in a thread: none of them can hold the engine, and each is read once.
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  keepReader,
  listPartsApart,
  PACE,
  readCardApart,
  readMailApart,
  splitCardsApart,
} from '../../../src/core/mail/mail-thread.ts'
import { readOnce, UNREAD } from '../../../src/core/mail/read-once.ts'

const threads: Worker[] = []
process.on('worker', (thread) => threads.push(thread))

const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1')

describe('readMailApart()', () => {
  test('returns head, words and files, and the files themselves on demand', async () => {
    const raw = mail(
      ...['From: a@x.example', 'Subject: hello', 'Content-Type: multipart/mixed; boundary=b', ''],
      ...['--b', '', 'words', '--b', 'Content-Type: image/png; name=a.png', '', '\x89PNG', '--b--'],
    )
    expect(await readMailApart(raw)).toMatchObject({
      ...{
        subject: 'hello',
        text: 'words',
        notRead: [],
        origin: { from: { name: '', address: 'a@x.example' } },
      },
      files: [{ name: 'a.png', type: 'image/png', size: 4 }],
    })
    const [part] = await listPartsApart(raw)
    expect(Buffer.from(part!.content).toString('latin1')).toBe('\x89PNG')
  })

  test('the engine works meanwhile', async () => {
    const slow = mail('Content-Type: text/html', '', '<'.repeat(4_000_000))
    const ended: string[] = []
    const reading = readMailApart(slow).then(() => ended.push('mail'))
    await new Promise((resolve) => setImmediate(resolve))
    ended.push('something else')
    await reading
    expect(ended).toEqual(['something else', 'mail'])
  })

  test('many mails at once each have their own words', async () => {
    const raws = Array.from({ length: 50 }, (_, i) => mail(`Subject: ${i}`, '', `words ${i}`))
    const read = await Promise.all(raws.map(readMailApart))
    expect(read.map((one) => [one?.subject, one?.text])).toEqual(
      raws.map((_, i) => [String(i), `words ${i}`]),
    )
  })
})

describe('keepReader()', () => {
  test('the thread stays until nobody expects mails', async () => {
    const idleMs = PACE.idleMs
    onTestFinished(() => void (PACE.idleMs = idleMs))
    PACE.idleMs = 1
    // Files share a process, so the thread of another file may still be there, and ends first.
    while (threads.length === 0) {
      await readMailApart(mail('Subject: first', '', 'words'))
      await new Promise((resolve) => setTimeout(resolve, 100 * PACE.idleMs))
    }
    const [stopOne, stopOther] = [keepReader(), keepReader()]
    await readMailApart(mail('Subject: a', '', 'words'))
    const thread = threads.at(-1)!
    stopOne()
    // A thread that is to end has ended before this.
    await new Promise((resolve) => setTimeout(resolve, 100 * PACE.idleMs))
    await readMailApart(mail('Subject: b', '', 'words'))
    expect(threads.at(-1)).toBe(thread)
    stopOther()
    await once(thread, 'exit')
  })
})

describe('vCards', () => {
  test('are found in a file, and read', async () => {
    const cards = ['a', 'b'].map((name) => `BEGIN:VCARD\nFN:${name}\nPHOTO:x\nEND:VCARD\n`)
    const found = await splitCardsApart(mail('before', ...cards))
    expect(found!.map((card) => Buffer.from(card).toString().trimEnd())).toEqual(
      cards.map((card) => card.trimEnd()),
    )
    expect((await readCardApart(found![1]!))!.text).toBe('FN:b')
  })

  test('that are too many are not read', async () => {
    expect(await splitCardsApart(Buffer.from('BEGIN:VCARD\n'.repeat(100_001)))).toBe(null)
  })
})

describe('readOnce()', () => {
  const CONTENT = { text: 'words', files: [], facts: null, notRead: [] }

  test('reads a mail once, also if it is asked for at the same time', async () => {
    let reads = 0
    const read = async (): Promise<typeof CONTENT> => {
      reads++
      return CONTENT
    }
    const ask = (): Promise<unknown> => readOnce('once', { count: null, read })
    expect(await Promise.all([ask(), ask()])).toEqual([CONTENT, CONTENT])
    expect([await ask(), reads]).toEqual([CONTENT, 1])
  })

  test('a mail that cannot be read is not tried again', async () => {
    let reads = 0
    const ask = (): Promise<unknown> =>
      readOnce('never', {
        count: null,
        read: async () => {
          reads++
          return null
        },
      })
    expect([await ask(), await ask(), reads]).toEqual([UNREAD, UNREAD, 1])
  })

  test('a mail beyond the allowance of its author is not read, and tried again later', async () => {
    const allowed = [false, true, false]
    const asked: boolean[] = []
    const take = async (): Promise<boolean> => {
      asked.push(allowed[asked.length]!)
      return asked.at(-1)!
    }
    const ask = (): Promise<unknown> => readOnce('beyond', { count: take, read: async () => CONTENT })
    expect([await ask(), await ask(), await ask()]).toEqual([UNREAD, CONTENT, CONTENT])
    expect(asked).toEqual([false, true])
  })

  test('what is kept has a limit', async () => {
    const read = async (): Promise<typeof CONTENT> => ({ ...CONTENT, text: 'x'.repeat(3 << 20) })
    for (let i = 0; i < 5; i++) await readOnce(`long ${i}`, { count: null, read })
    let isReadAgain = false
    await readOnce('long 0', {
      count: null,
      read: async () => {
        isReadAgain = true
        return CONTENT
      },
    })
    expect(isReadAgain).toBe(true)
  })
})
