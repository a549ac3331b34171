// Mails are read in a thread: none of them can hold the engine, and each is read once.
import { describe, expect, test } from 'vitest'
import { listPartsApart, readMailApart } from '../../../src/core/mail/mail-thread.ts'
import { readOnce, UNREAD } from '../../../src/core/mail/read-once.ts'

const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1')

describe('readMailApart()', () => {
  test('returns head, words and files, and the files themselves on demand', async () => {
    const raw = mail(
      ...['From: a@x.example', 'Subject: hello', 'Content-Type: multipart/mixed; boundary=b', ''],
      ...['--b', '', 'words', '--b', 'Content-Type: image/png; name=a.png', '', '\x89PNG', '--b--'],
    )
    expect(await readMailApart(raw)).toMatchObject({
      ...{ subject: 'hello', text: 'words', notRead: [], origin: { from: 'a@x.example' } },
      files: [{ name: 'a.png', type: 'image/png', size: 4 }],
    })
    const [part] = await listPartsApart(raw)
    expect(Buffer.from(part!.content).toString('latin1')).toBe('\x89PNG')
  }, 60_000)

  test('the engine works meanwhile', async () => {
    const slow = mail('Content-Type: text/html', '', '<'.repeat(4_000_000))
    const ended: string[] = []
    const reading = readMailApart(slow).then(() => ended.push('mail'))
    await new Promise((resolve) => setImmediate(resolve))
    ended.push('something else')
    await reading
    expect(ended).toEqual(['something else', 'mail'])
  }, 60_000)

  test('many mails at once each have their own words', async () => {
    const raws = Array.from({ length: 50 }, (_, i) => mail(`Subject: ${i}`, '', `words ${i}`))
    const read = await Promise.all(raws.map(readMailApart))
    expect(read.map((one) => [one?.subject, one?.text])).toEqual(
      raws.map((_, i) => [String(i), `words ${i}`]),
    )
  }, 60_000)
})

describe('readOnce()', () => {
  const CONTENT = { text: 'words', files: [], notRead: [] }

  test('reads a mail once, also if it is asked for at the same time', async () => {
    let reads = 0
    const read = async (): Promise<typeof CONTENT> => {
      reads++
      return CONTENT
    }
    const ask = (): Promise<unknown> => readOnce({ object: 'once', person: null }, 10, read)
    expect(await Promise.all([ask(), ask()])).toEqual([CONTENT, CONTENT])
    expect([await ask(), reads]).toEqual([CONTENT, 1])
  })

  test('a mail that cannot be read is not tried again', async () => {
    let reads = 0
    const ask = (): Promise<unknown> =>
      readOnce({ object: 'never', person: null }, 10, async () => {
        reads++
        return null
      })
    expect([await ask(), await ask(), reads]).toEqual([UNREAD, UNREAD, 1])
  })

  test('the mails of one person have an allowance, taken before they are read', async () => {
    const size = 24 << 20
    let [reads, hours] = [0, 0]
    const clock = { now: () => hours * 3_600_000, monotonicMs: () => hours * 3_600_000 }
    const read = async (): Promise<typeof CONTENT> => {
      reads++
      return CONTENT
    }
    const ask = (i: number, person: string | null): Promise<unknown> =>
      readOnce({ object: `${person} ${i}`, person }, size, read, clock)
    for (let i = 0; i < 20; i++) await ask(i, 'mallory')
    expect(reads).toBe(10)
    expect(await ask(99, 'mallory')).toEqual(UNREAD)
    expect(await ask(0, 'bob')).toEqual(CONTENT)
    for (let i = 0; i < 20; i++) await ask(i, null)
    expect(reads).toBe(31)
    hours = 25
    expect(await ask(99, 'mallory')).toEqual(CONTENT)
  })

  test('what is kept has a limit', async () => {
    const read = async (): Promise<typeof CONTENT> => ({ ...CONTENT, text: 'x'.repeat(3 << 20) })
    for (let i = 0; i < 5; i++) await readOnce({ object: `long ${i}`, person: null }, 1, read)
    let isReadAgain = false
    await readOnce({ object: 'long 0', person: null }, 1, async () => {
      isReadAgain = true
      return CONTENT
    })
    expect(isReadAgain).toBe(true)
  })
})
