// What it means to delete something of mine, in plain words before it is done. Pure.
import type { Deletion } from '../../core/contract/index.ts'
import { addresseeName } from '../inbox/addressee-words.ts'
import type { Formats } from '../messages/formats.ts'
import type { Messages } from '../messages/en/index.ts'

interface Words {
  m: Messages
  f: Formats
}

/** First what is destroyed, then what is not, then who keeps it all the same. */
export function tellDeletion(deletions: readonly Deletion[], { m, f }: Words): string[] {
  const words = m.space.deletion
  const held = deletions.filter(({ heldBy }) => heldBy.length > 0)
  const gone = deletions.filter(({ heldBy }) => heldBy.length === 0)
  const bytes = gone.reduce((sum, deletion) => sum + deletion.bytes, 0)
  const keepers = namesOf(deletions.flatMap(({ keptBy }) => keptBy.map(({ name }) => name)))
  const told = namesOf(
    deletions.flatMap(({ openTo }) => openTo.map((addressee) => addresseeName(addressee, m))),
  )
  return [
    ...(gone.length > 0 ? [words.destroyed(gone.length, f.number(gone.length), f.bytes(bytes))] : []),
    ...(held.length > 0 ? [words.held(held.length, f.number(held.length))] : []),
    ...(keepers.length > 0 ? [words.keptBy(keepers.length, f.list(keepers))] : []),
    ...(told.length > 0 ? [words.openTo(f.list(told))] : []),
    ...(keepers.length + told.length === 0 ? [words.keptByNobody] : []),
  ]
}

const namesOf = (names: readonly string[]): string[] => [...new Set(names)]

/** Those letters and albums of mine that go on holding it, each once. */
export function findHolders(deletions: readonly Deletion[]): Deletion['heldBy'] {
  const all = deletions.flatMap(({ heldBy }) => heldBy)
  return all.filter(({ ref }, at) => all.findIndex((other) => other.ref === ref) === at)
}
