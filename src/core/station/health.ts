// The health of a station, for its operator: counts and reasons, never who or what.
import type { ClockGuard } from '../access/index.ts'
import { toText, type Clock } from '../base/index.ts'
import type { StationHealth } from '../contract/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Account } from './accounts.ts'
import { usageOf, type DoorParts } from './customer-doors.ts'
import { memoryUsed } from './gates-quota.ts'
import type { StationSelf } from './station-self.ts'

interface HealthParts extends Omit<
  DoorParts,
  'fetcher' | 'heads' | 'passedOn' | 'publicCustomers' | 'station' | 'wakes'
> {
  self: StationSelf
  clock: Clock
  clockGuard: ClockGuard
  /** When the station was opened, by the monotonic clock. */
  startedAtMs: number
}

/** From this share of a limit on, it is nearly reached. */
const NEARLY_FULL = 0.8
const LITTLE_DISK_BYTES = 1_000_000_000

export async function examine(parts: HealthParts): Promise<StationHealth> {
  const { shelf, self, clock, startedAtMs, accounts, badInput, budget, keptCores } = parts
  const all = accounts.list()
  const health = {
    ...{ station: toText(self.device.publicKey), name: self.name },
    uptimeMs: Math.round(clock.monotonicMs() - startedAtMs),
    customers: all.length,
    nearLimit: all.filter((account) => isNearLimit(parts, account)).length,
    ...{ cores: keptCores.count, openCores: keptCores.openCount, maxOpenCores: keptCores.maxOpen },
    ...sumGates(parts, all),
    bytes: budget.storedBytes,
    limitBytes: Number.isFinite(budget.limitBytes) ? budget.limitBytes : null,
    egress: all.reduce((sum, { account }) => sum + parts.egress.bytesOf(account), 0),
    diskBytes: await shelf.diskBytes(),
    freeBytes: await shelf.room.countFree(),
    clock: parts.clockGuard.status().trust,
    network: describeNetwork(parts),
    skipped: sumByKind(badInput),
  }
  const warnings = listWarnings(health, parts)
  return { healthy: warnings.length === 0, warnings, ...health }
}

type Facts = Omit<StationHealth, 'healthy' | 'warnings'>

function isNearLimit(parts: HealthParts, account: Account): boolean {
  const { limits, ...used } = usageOf(parts, account)
  return (
    used.bytes >= limits.bytes * NEARLY_FULL ||
    used.cores >= limits.cores * NEARLY_FULL ||
    used.gates >= limits.gates * NEARLY_FULL ||
    memoryUsed(parts.ledger, account.account, limits.gates) >= NEARLY_FULL ||
    used.egress >= limits.egressPerDay * NEARLY_FULL
  )
}

function sumGates(
  { gates }: HealthParts,
  accounts: readonly Account[],
): Pick<StationHealth, 'gates' | 'remembered' | 'decisions' | 'fenced'> {
  const sum = { gates: 0, remembered: 0, decisions: 0, fenced: 0 }
  for (const { account } of accounts) {
    const counts = gates.counts(account)
    sum.gates += counts.gates
    sum.remembered += counts.remembered
    sum.decisions += counts.decisions
    if (counts.isFenced) sum.fenced++
  }
  return sum
}

function describeNetwork({ peers }: HealthParts): StationHealth['network'] {
  const states = peers.describe()
  return {
    isOnline: states.some(({ isOnline }) => isOnline),
    reach: states.find(({ reach }) => reach !== undefined)?.reach ?? 'unknown',
    wires: peers.list().length,
    refused: Math.max(0, ...states.map(({ refused }) => refused)),
  }
}

function listWarnings(facts: Facts, { budget, ledger }: HealthParts): string[] {
  const { fenced, clock, network, freeBytes, bytes, limitBytes } = facts
  const warnings: string[] = []
  if (fenced > 0)
    warnings.push(
      'The station was put back to an earlier state. Stop it, and give it a new key: `fumikura station recover`.',
    )
  if (clock !== 'trusted')
    warnings.push('The clock of this machine was set. Nothing is opened that may have expired.')
  if (ledger.isDamaged) warnings.push('The ledger is damaged. Nothing can be written.')
  if (!network.isOnline) warnings.push('No network answers.')
  if (network.reach === 'changing')
    warnings.push(
      'The router in front of this machine uses another port for each connection, so that some readers cannot connect. Forward a UDP port to this machine: `fumikura station up --port N`.',
    )
  if (freeBytes <= 0) warnings.push('The disk is full. Customers are refused.')
  else if (freeBytes < LITTLE_DISK_BYTES) warnings.push('The disk is nearly full.')
  else if (limitBytes !== null && limitBytes - bytes > freeBytes)
    warnings.push('The limit for all customers is larger than the disk.')
  if (budget.isFull) warnings.push('The limit for all customers is reached. Customers are refused.')
  else if (limitBytes !== null && bytes >= limitBytes * NEARLY_FULL)
    warnings.push(
      'The station has reached four fifths of its limit. A larger one: `fumikura station up --limit BYTES`.',
    )
  return warnings
}

/** Leaves out who sent it. */
function sumByKind(badInput: BadInput): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { kind, count } of badInput.list()) sums[kind] = (sums[kind] ?? 0) + count
  return sums
}
