// Who can hand over a sealed letter now, for a list. It asks nobody: it counts the stations that
// answered lately. What they would say about the letter is known only when it is opened.
import { equalBytes } from '../base/index.ts'
import type { OpensFrom } from '../contract/letter.ts'
import { hasWords } from '../feeds/index.ts'
import { listKeepers } from '../identity/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import { findCollected, findGateDevices, isGated, type GatedLetter } from './ask-keepers.ts'
import { currentDevice } from './fetch-blocks.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<
  DeliveryParts,
  'ledger' | 'peers' | 'addressBook' | 'acquaintances' | 'clock' | 'authorStations'
>

export function opensFrom(parts: Parts, letter: ReceivedLetter): OpensFrom {
  const { ref, releaser, mode } = letter.notice
  if (hasWords(letter.notice)) return 'here'
  const home = currentDevice(parts, { ...ref, device: releaser.device })
  if (parts.peers.find(home) !== null) return 'author'
  const isAtStations =
    mode === 'open' ? hasStation(parts, letter) : isGated(letter) && hasEnoughShares(parts, letter)
  return isAtStations ? 'stations' : 'nobody'
}

/** False if no letter of this author can be handed over now, except one whose words are here. */
export function mayHandOver(parts: Parts, author: Uint8Array): boolean {
  const isHere = parts.peers.list().some(({ person }) => person !== null && equalBytes(person, author))
  return isHere || hasStation(parts, { author })
}

/** An open letter needs only its blocks, which each station of its author has. */
function hasStation(
  { ledger, acquaintances, authorStations }: Parts,
  { author }: Pick<ReceivedLetter, 'author'>,
): boolean {
  const keepers = acquaintances.findCard(ledger, author)?.keepers ?? null
  return keepers !== null && listKeepers(keepers).some((station) => authorStations.isHere(station))
}

/** Counts shares that are here already, and stations that can release theirs. */
function hasEnoughShares(parts: Parts, letter: GatedLetter): boolean {
  const { ledger, clock, authorStations } = parts
  const { gate } = letter.notice
  if (gate.until <= clock.now()) return false
  const within = findGateDevices(parts, letter).filter(
    (station, i) => authorStations.isHere(station) || findCollected(ledger, letter, i + 1) !== null,
  )
  return within.length >= gate.need
}
