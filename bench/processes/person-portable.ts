// The tasks of a person for the bench of export and import: write many letters, export, verify and
// import them, and watch memory.
import { PLAIN_POLICY, type CallContext, type Handlers, type RefText } from '../../src/core/contract/index.ts'
import { monotonicMs } from './tasks.ts'

const calling: CallContext = { signal: new AbortController().signal }
const LOOK_EVERY_MS = 50
/** The letters of a thread, each an answer to the one before. */
export const THREAD = 4
const AT_ONCE = 500

export interface Passed {
  ms: number
  /**
   * The peak memory minus the memory when a tenth was done. Memory that grows with the number shows
   * here.
   */
  grownBytes: number
}

async function watched(handlers: Handlers, letters: number, act: () => Promise<unknown>): Promise<Passed> {
  let [early, peak] = [0, 0]
  const look = async (): Promise<void> => {
    const rss = process.memoryUsage.rss()
    peak = Math.max(peak, rss)
    const [job] = early > 0 ? [] : await handlers.portable.jobs({}, calling)
    if (job !== undefined && job.done >= letters / 10) early ||= rss
  }
  const looking = setInterval(() => void look(), LOOK_EVERY_MS)
  const startedAt = monotonicMs()
  try {
    await act()
    const ms = monotonicMs() - startedAt
    await look()
    return { ms, grownBytes: early === 0 ? 0 : peak - early }
  } finally {
    clearInterval(looking)
  }
}

export function createPortableTasks(handlers: Handlers) {
  async function note(number: number, replyTo?: RefText): Promise<RefText> {
    const text = `Letter ${number}.\n\n${'The pear has come over the fence again. また来週書きます。\n'.repeat(4 + (number % 13))}`
    const subject = `No. ${number}: ${number % 2 === 0 ? '庭の手入れについて' : 'about the garden'}`
    const order = { to: ['self'], subject, text, policy: PLAIN_POLICY, replyTo }
    return (await handlers.letters.send(order, calling)).ref
  }
  async function thread(first: number): Promise<void> {
    let last: RefText | undefined
    for (let number = first; number < first + THREAD; number++) last = await note(number, last)
  }
  return {
    /** Writes this many notes to self, in threads. */
    writeNotes: async (letters: number) => {
      for (let first = 0; first < letters; first += AT_ONCE * THREAD) {
        const threads = Math.min(AT_ONCE, (letters - first) / THREAD)
        await Promise.all(Array.from({ length: threads }, (_, nth) => thread(first + nth * THREAD)))
      }
      await handlers.home.standing({}, calling)
    },
    exportAll: ({ path, letters }: { path: string; letters: number }) =>
      watched(handlers, letters, () => handlers.portable.export({ path }, calling)),
    verifyAll: ({ path, letters }: { path: string; letters: number }) =>
      watched(handlers, letters, async () => {
        const { ok, checked } = await handlers.portable.verify({ path }, calling)
        if (!ok || checked < letters) throw new Error(`${checked} of ${letters} letters are proven`)
      }),
    /** Resolves when the list of letters contains all of them. */
    importAll: ({ path, letters }: { path: string; letters: number }) =>
      watched(handlers, letters, async () => {
        const { taken } = await handlers.portable.import({ path }, calling)
        if (taken < letters) throw new Error(`${taken} of ${letters} letters were taken`)
        await handlers.home.standing({}, calling)
      }),
  }
}
