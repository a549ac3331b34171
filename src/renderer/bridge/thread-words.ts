// A phone remembers a thread without its words. Those of the letters that it has shown are remembered
// once each, as the answers of `letters.read`.
import type { Letter, RefText, Thread, ThreadLetter } from '../../core/contract/index.ts'

export function withoutWords(thread: Thread): Thread {
  return { ...thread, letters: thread.letters.map(closed) }
}

/** @param find the words of a letter; null if this phone has not shown it */
export async function withWords(
  thread: Thread,
  find: (ref: RefText) => Promise<Letter | null>,
): Promise<Thread> {
  const letters = thread.letters.map(async (entry): Promise<ThreadLetter> => {
    if (!('code' in entry.shown) || entry.shown.code !== 'HOME_AWAY') return entry
    const letter = await find(entry.shown.ref)
    return letter === null ? entry : { ...entry, shown: letter }
  })
  return { ...thread, letters: await Promise.all(letters) }
}

function closed({ summary, shown }: ThreadLetter): ThreadLetter {
  if ('code' in shown) return { summary, shown }
  const { ref, from, to, subject, sentAt } = shown
  return { summary, shown: { ref, from, to, subject, sentAt, code: 'HOME_AWAY' } }
}
