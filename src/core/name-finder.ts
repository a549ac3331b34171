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
  const selfNamed = (name: string, isWhole = false): Uint8Array[] =>
    isNameLike(identity.card.name, name, isWhole) ? [identity.person] : []
  const groupsNamed = (name: string, isWhole = false): Uint8Array[] =>
    groups.list().flatMap((group) => (isNameLike(group.name, name, isWhole) ? [group.groupId] : []))
  return {
    /** `me` is oneself. An id names that person, an address or `@domain` those who write from it. */
    findPersons(name) {
      if (name.toLowerCase() === 'me') return [identity.person]
      const known = findNamed(ledger, name)
      const correspondents = findCorrespondents(ledger, name)
      return unique([...known, ...selfNamed(name), ...idIn(name), ...correspondents])
    },
    findNamed(words, isWhole) {
      return {
        persons: [
          ...findNamed(ledger, words, isWhole),
          ...selfNamed(words, isWhole),
          ...findCorrespondentsNamed(ledger, words, isWhole),
        ],
        others: [...groupsNamed(words, isWhole), ...findMailLists(ledger, words, isWhole)],
      }
    },
    findLists: (name) => findMailLists(ledger, name),
    findGroups: (name) => unique([...groupsNamed(name), ...idIn(name)]),
  }
}

function idIn(name: string): Uint8Array[] {
  const key = parseText(name)
  return key?.byteLength === 32 ? [key] : []
}

function unique(keys: readonly Uint8Array[]): Uint8Array[] {
  return keys.filter((key, i) => keys.findIndex((other) => equalBytes(other, key)) === i)
}
