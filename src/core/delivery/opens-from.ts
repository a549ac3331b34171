// Who can hand over a sealed letter now, for a list. It asks nobody: what a station would answer is
// known only when the letter is opened.
import { equalBytes } from '../base/index.ts'
import type { OpensFrom } from '../contract/letter.ts'
import { keeperSetHash } from '../custody/index.ts'
import { listKeepers, type Keepers } from '../identity/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import { currentDevice } from './fetch-blocks.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'peers' | 'addressBook' | 'acquaintances' | 'clock'>

export function opensFrom(parts: Parts, { author, notice }: ReceivedLetter): OpensFrom {
  const { peers, acquaintances, ledger, clock } = parts
  const { ref, releaser, mode, gate } = notice
  if (peers.find(currentDevice(parts, { ...ref, device: releaser.device })) !== null) return 'author'
  const keepers = acquaintances.findCard(ledger, author)?.keepers ?? null
  if (keepers === null) return 'nobody'
  const isAtStations =
    mode === 'open'
      ? listKeepers(keepers).length > 0
      : gate !== null && gate.until > clock.now() && hasSet(keepers, gate.set)
  return isAtStations ? 'stations' : 'nobody'
}

function hasSet({ sets }: Keepers, set: Uint8Array): boolean {
  return sets.some((one) => equalBytes(keeperSetHash(one), set))
}
