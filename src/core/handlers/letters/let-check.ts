// Lets a door look at a letter before it is sent: whom it goes to, and if it only answers.
import { toHex } from '../../base/index.ts'
import type { CallContext } from '../../contract/calls.ts'
import { correspondentKey } from '../../correspondents/index.ts'
import type { Recipients } from '../../delivery/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { readAnswer } from '../../outside/index.ts'
import { isPublished, objectId, type Ref } from '../../store/index.ts'
import { resolveRef } from '../../contract-ids.ts'

interface LetterLinks {
  replyTo?: string | null
  replaces?: string | null
}

/** @throws what the door throws */
export async function letCheck(
  home: OpenHome,
  { audiences }: Recipients,
  { replyTo = null, replaces = null }: LetterLinks,
  checkLetter: CallContext['checkLetter'],
): Promise<void> {
  await checkLetter?.({
    isForAll: audiences.some(isPublished),
    async isAnswer() {
      if (replyTo === null || replaces !== null || audiences.length === 0) return false
      const known = await listKeysOf(home, replyTo)
      return audiences.every(({ key }) => known.has(toHex(key)))
    },
  })
}

/** The author of a letter, its readers, and whom a mail asks to answer to. Empty if it is not here. */
async function listKeysOf(home: OpenHome, letter: string): Promise<Set<string>> {
  const ref = await resolveRef(home.parts, letter)
  const entry = await home.parts.index.findAnywhere(objectId(ref))
  if (entry === null) return new Set()
  const { author, to, wide } = entry
  return new Set(
    [author, ...to, ...wide.map(({ key }) => key), ...(await listAnswered(home, ref))].map(toHex),
  )
}

async function listAnswered({ parts, outside }: OpenHome, ref: Ref): Promise<Uint8Array[]> {
  const answer = await readAnswer(parts, ref, (address) => outside.isOwnAddress(address))
  return answer === null ? [] : [...answer.sender, ...answer.all].map(correspondentKey)
}
