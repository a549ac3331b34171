// How an account stands, as its person sees it.
import type { ErrorCode } from '../contract/errors.ts'
import type { Rows } from '../ledger/index.ts'
import type { Account } from './account-rows.ts'
import type { OauthProvider } from './discovery/discovered.ts'
import { listFolders } from './folder-rows.ts'
import { countMissing } from './large-parts/part-rows.ts'
import { countPlaces } from './place-rows.ts'
import { checksSenders } from './server-checks.ts'
import { isTakingOld } from './take-old.ts'

export type AccountState = 'ready' | 'taking' | 'away' | 'refused' | 'unsafe' | 'off'

export interface AccountStatus {
  account: Account
  state: AccountState
  /** The provider at whose page it signs in. */
  oauth: OauthProvider | null
  folders: number
  waiting: number
  kept: number
  of: number
  /** Large parts that are still to be fetched, because everything is kept. */
  partsLeft: number
  /** Whether its server says who sent a mail. Null while that is not known. */
  checksSenders: boolean | null
}

/** What the work of an account knows. */
export interface WorkCounts {
  readonly waiting: number
  /** How many places are further ones of a mail. */
  further(isTaking: boolean): number
}

export function readStatus(
  rows: Rows,
  account: Account,
  oauth: OauthProvider | null,
  work: WorkCounts | undefined,
): AccountStatus {
  const folders = listFolders(rows, account.id)
  const isTaking = folders.length === 0 || isTakingOld(folders)
  const further = work?.further(isTaking) ?? 0
  return {
    ...{ account, oauth, waiting: work?.waiting ?? 0 },
    state: stateOf(account, isTaking),
    folders: folders.length,
    kept: countPlaces(rows, account.id) - further,
    of: folders.reduce((sum, { count }) => sum + count, 0) - further,
    partsLeft: account.keeps === 'all' ? countMissing(rows, account.id) : 0,
    checksSenders: checksSenders(rows, account.id),
  }
}

const STATES: Partial<Record<ErrorCode, AccountState>> = { MAIL_REFUSED: 'refused', MAIL_UNSAFE: 'unsafe' }

function stateOf({ isOn, trouble }: Account, isTaking: boolean): AccountState {
  if (!isOn) return 'off'
  if (trouble !== null) return STATES[trouble.code] ?? 'away'
  return isTaking ? 'taking' : 'ready'
}
