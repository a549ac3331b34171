// Describes where a file of a letter is: here, in part, with its author, or with other readers.
//
import type { FileWhereabouts } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { FileKind } from './file-kind.ts'

/** `whose`: the person who stored it; null for oneself. */
export function describeWhere(kind: FileKind, whose: string | null, where: FileWhereabouts | null): string {
  const words = m.attachments
  if (whose === null) return words.inOwn
  if (where?.isWhole) return words.keptHere
  if (where !== null && !where.isAuthorHere) {
    const fellows =
      where.fellows === 0
        ? words.away(whose)
        : words.awayFellows(whose, where.fellows, f.number(where.fellows))
    return where.bytesHere === 0 ? fellows : `${words.partHere(f.bytes(where.bytesHere))} · ${fellows}`
  }
  if (where !== null && where.bytesHere > 0) return words.partHere(f.bytes(where.bytesHere))
  return kind === 'film' || kind === 'song' ? words.playFrom(whose) : words.inStore(whose)
}
