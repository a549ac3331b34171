// A thread as the command `thread` prints it: each letter before its replies. Opens nothing.
import { isEngineError, type RefText, type ThreadGap, type ThreadLetter } from '../../core/contract/index.ts'
import type { Api } from '../../core/contract/client.ts'
import { objectName } from '../../core/contract/same-object.ts'

/** `depth`: 0 for a letter whose original is not in the thread. */
export type TreeEntry = ThreadLetter['shown'] & { depth: number }

/** A letter without a notice here is alone, and not shown. @throws NOT_FOUND, AMBIGUOUS */
export async function readThreadTree(
  threads: Pick<Api['threads'], 'get'>,
  ref: string,
): Promise<TreeEntry[]> {
  try {
    let page = await threads.get({ ref })
    const pages = [page.letters]
    while (page.earlier !== null) {
      page = await threads.get({ ref, before: page.earlier })
      pages.unshift(page.letters)
    }
    // An original that is not here comes with each page that names it.
    return inTreeOrder([...new Map(pages.flat().map((letter) => [nameOf(letter), letter])).values()])
  } catch (error) {
    // Only a complete ref names its author.
    if (!isEngineError(error, 'NOT_FOUND') || error.details['author'] === undefined) throw error
    const gap: ThreadGap = {
      ...{ ref: ref as RefText, from: null, to: [], subject: null, sentAt: null, code: 'NOT_A_READER' },
    }
    return [{ ...gap, depth: 0 }]
  }
}

const nameOf = ({ shown }: ThreadLetter): string => objectName(shown.ref)

/** Replies are in order of time, like the letters. */
function inTreeOrder(letters: readonly ThreadLetter[]): TreeEntry[] {
  const replies = new Map<string | null, ThreadLetter[]>([[null, []], ...letters.map(noReplies)])
  for (const letter of letters) {
    const original = letter.summary?.replyTo ?? null
    const found = original === null ? undefined : replies.get(objectName(original))
    ;(found ?? replies.get(null)!).push(letter)
  }
  const depths = new Map<ThreadLetter, number>()
  // Letters that answer each other in a circle have no root, so they come last.
  for (const root of [...replies.get(null)!, ...letters]) {
    const waiting = [{ letter: root, depth: 0 }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { letter, depth } = next
      if (depths.has(letter)) continue
      depths.set(letter, depth)
      const answers = replies.get(nameOf(letter))!.toReversed()
      waiting.push(...answers.map((answer) => ({ letter: answer, depth: depth + 1 })))
    }
  }
  return [...depths].map(([{ shown }, depth]) => ({ ...shown, depth }))
}

const noReplies = (letter: ThreadLetter): [string, ThreadLetter[]] => [nameOf(letter), []]
