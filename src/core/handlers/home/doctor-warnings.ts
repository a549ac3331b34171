// The doctor's warnings: the parts of a report that need the user, as sentences, most pressing
// first.
// They cover everything that was skipped, parked or rewritten.
import { statfs } from 'node:fs/promises'
import type { DoctorReport } from '../../contract/index.ts'
import { listRewrites } from '../../delivery/index.ts'
import type { OpenHome } from '../../open-home.ts'

export function listWarnings(
  report: Omit<DoctorReport, 'healthy' | 'warnings'>,
  { parts }: OpenHome,
  isFull: boolean,
): string[] {
  const hasContradictingCard = parts.addressBook.list().some(({ isRewritten }) => isRewritten)
  const found: [boolean, string][] = [
    [
      report.ledger.state === 'damaged',
      `The ledger is damaged (${report.ledger.reason ?? 'unreadable'}) and opened for reading only.`,
    ],
    [
      report.clock.state === 'needs-yes',
      'The clock is far behind the last acknowledged time; accept it, or set it right.',
    ],
    [report.clock.state === 'jumped', 'The clock has jumped; what depends on time waits.'],
    [isFull, 'The disk is full: sending is refused, and what was sent may wait here, until there is space.'],
    [report.cores.frozen > 0, 'A core froze and was succeeded by its next generation.'],
    [listRewrites(parts.ledger).length > 0, 'Somebody’s store was rewritten; the evidence is kept.'],
    [hasContradictingCard, 'Somebody signed two different cards under one number; the first one counts.'],
    [report.parked.length > 0, 'A feed that grows faster than it may is parked.'],
    [
      report.unfiled.count > 0,
      'Some letters could not be indexed: their texts, or the letters, are in no list.',
    ],
    [report.home.keyring === 'clear', 'This home is not encrypted: set a passphrase.'],
    [!report.home.wordsProven, 'The 24 words are still kept here: write them down and prove three of them.'],
  ]
  return found.flatMap(([isSo, sentence]) => (isSo ? [sentence] : []))
}

/** Below this much free space a send may fail. */
const FULL_BELOW_BYTES = 4 << 20

export async function isDiskFull({ ownCores }: OpenHome, dir: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dir)
  return ownCores.isReadOnly || ownCores.trouble === 'NO_SPACE' || bavail * bsize < FULL_BELOW_BYTES
}
