// Removes from a phone's memory the letters that were recalled, have expired or were deleted: at the next
// contact with home, and when home says that one has changed.
import type { Connection } from './connection.ts'
import type { Memory } from './memory.ts'

/** As many as one call takes. */
const AT_ONCE = 1000
const SETTLE_MS = 1000

export function forgetWhatIsGone({ api, onState, onEvent }: Following, memory: Memory): void {
  let changed = new Set<string>()
  let isAll = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    timer = undefined
    const asked = isAll ? await memory.listRefs() : [...changed].filter((ref) => memory.has(ref))
    isAll = false
    changed = new Set()
    for (let at = 0; at < asked.length; at += AT_ONCE)
      await memory.forgetLetters(await api.letters.gone({ refs: asked.slice(at, at + AT_ONCE) }))
    await memory.tidy()
  }
  const lookSoon = (): void => {
    timer ??= setTimeout(() => void look().catch(() => undefined), SETTLE_MS)
  }

  onState((state) => {
    if (state !== 'online') return
    isAll = true
    lookSoon()
  })
  onEvent((event) => {
    if (event.type !== 'letter-changed' && event.type !== 'space-changed') return
    if (event.type === 'letter-changed') changed.add(event.ref)
    else isAll = true
    lookSoon()
  })
}

type Following = Pick<Connection, 'onState' | 'onEvent'> & { api: Pick<Connection['api'], 'letters'> }
