// Finds the persons and groups that a name in a search may mean.
import { equalBytes, parseText } from './base/index.ts'
import { findNamed, isNameLike } from './contacts/index.ts'
import { findCorrespondents, findCorrespondentsNamed } from './correspondents/index.ts'
import type { Groups } from './groups/index.ts'
import type { LetterParts } from './letters/index.ts'
import { findMailLists } from './mail/index.ts'
import type { NameFinder } from './views/index.ts'

interface Parts {
  parts: Pick<LetterParts, 'identity' | 'ledger'>
  groups: Pick<Groups, 'list'>
}

/** Any known person or group with a name, or a word in it, that starts with the typed name. */
export function nameFinder({ parts, groups }: Parts): NameFinder {
  const { identity, ledger } = parts
  return {
    /** `me` is oneself. An id names that person, an address or `@domain` those who write from it. */
    findPersons(name) {
      if (name.toLowerCase() === 'me') return [identity.person]
      const known = findNamed(ledger, name)
      const isMine = isNameLike(identity.card.name, name)
      const correspondents = findCorrespondents(ledger, name)
      return unique([...known, ...(isMine ? [identity.person] : []), ...idIn(name), ...correspondents])
    },
    findNamed(words, isWhole) {
      const { name } = identity.card
      const self = isNameLike(name, words, isWhole) ? [identity.person] : []
      const like = groups.list().filter((group) => isNameLike(group.name, words, isWhole))
      return {
        persons: [
          ...findNamed(ledger, words, isWhole),
          ...self,
          ...findCorrespondentsNamed(ledger, words, isWhole),
        ],
        others: [...like.map(({ groupId }) => groupId), ...findMailLists(ledger, words, isWhole)],
      }
    },
    findLists: (name) => findMailLists(ledger, name),
    findGroups(name) {
      const like = groups.list().filter((group) => isNameLike(group.name, name))
      return unique([...like.map(({ groupId }) => groupId), ...idIn(name)])
    },
  }
}

function idIn(name: string): Uint8Array[] {
  const key = parseText(name)
  return key?.byteLength === 32 ? [key] : []
}

function unique(keys: readonly Uint8Array[]): Uint8Array[] {
  return keys.filter((key, i) => keys.findIndex((other) => equalBytes(other, key)) === i)
}
