// The ledger of a home: the schema of each noun, in the order in which they were added. A home
// without a person has only this database.
import { accessSchema } from './access/index.ts'
import {
  accountsSchema,
  type AskMailServers,
  type PublicNetwork,
  type OauthSignInOptions,
  type OpenMailServer,
  type OpenSubmission,
} from './accounts/index.ts'
import { archiveSchema } from './public-archive/index.ts'
import type { Clock, Log } from './base/index.ts'
import { contactsSchema } from './contacts/index.ts'
import { coresSchema } from './cores/index.ts'
import { correspondentsSchema } from './correspondents/index.ts'
import { diagnosticsSchema } from './diagnostics/index.ts'
import { feedsSchema } from './feeds/index.ts'
import { gatesSchema } from './gates/index.ts'
import { groupsSchema } from './groups/index.ts'
import { followsSchema } from './follows/index.ts'
import { backupSchema } from './backup/index.ts'
import { recoverySchema } from './recovery/index.ts'
import { albumsSchema } from './albums/index.ts'
import { deliverySchema } from './delivery/index.ts'
import { lettersSchema } from './letters/index.ts'
import { filesSchema } from './files/index.ts'
import { identitySchema, type Identity } from './identity/index.ts'
import { inboxSchema } from './inbox/index.ts'
import { keepersSchema, type Pace } from './keepers/index.ts'
import { openLedger, type Ledger, type Schema } from './ledger/index.ts'
import { mailSchema } from './mail/index.ts'
import { networkSchema, type WireSource } from './network/index.ts'
import { phonesSchema } from './phones/index.ts'
import { remindersSchema } from './reminders/index.ts'
import { rulesSchema } from './rules/index.ts'
import { spaceSchema } from './space/index.ts'
import { storeSchema } from './store/index.ts'
import { newsSchema } from './news/index.ts'
import { outsideSchema, type MailSender } from './outside/index.ts'
import { talksSchema } from './talks/index.ts'
import { tidySchema } from './tidy/index.ts'
import { changeLogSchema } from './views/index.ts'
import type { HomePaths } from './home/index.ts'

export const LEDGER_SCHEMAS = [
  identitySchema,
  diagnosticsSchema,
  coresSchema,
  storeSchema,
  feedsSchema,
  gatesSchema,
  accessSchema,
  networkSchema,
  changeLogSchema,
  inboxSchema,
  contactsSchema,
  correspondentsSchema,
  newsSchema,
  deliverySchema,
  tidySchema,
  remindersSchema,
  lettersSchema,
  mailSchema,
  groupsSchema,
  archiveSchema,
  followsSchema,
  filesSchema,
  backupSchema,
  recoverySchema,
  albumsSchema,
  spaceSchema,
  keepersSchema,
  talksSchema,
  rulesSchema,
  outsideSchema,
  accountsSchema,
  phonesSchema,
]

export interface OpenHomeOptions {
  paths: HomePaths
  storageKey: Uint8Array
  /** Creates the wires of this device. `isAllowed` is the engine's rule for remote devices. */
  createWires: (identity: Identity, isAllowed: (device: Uint8Array) => boolean) => WireSource
  clock: Clock
  log: Log
  writeBufferBytes?: number
  /** Opens connections to mail servers; others in tests. */
  openMailServer?: OpenMailServer
  openSubmission?: OpenSubmission
  /** Asks where the mail of an address is; without a network in tests. */
  askMailServers?: AskMailServers
  /** The web that the sender of a mail names; of a test. */
  publicNetwork?: PublicNetwork
  /** The client ids of sign-ins by browser, and who answers them; of a test. */
  mailOauth?: OauthSignInOptions
  /** The accounts that send; of a test. */
  mailSender?: MailSender
  /** Times of the work with stations that differ from the usual ones; short in tests. */
  stationPace?: Partial<Pace>
}

/** Opens the ledger alone, which is all that a home without a person has. */
export function openHomeLedger(
  { paths, storageKey, clock, log }: Pick<OpenHomeOptions, 'paths' | 'storageKey' | 'clock' | 'log'>,
  schemas: readonly Schema[] = LEDGER_SCHEMAS,
): Promise<Ledger> {
  return openLedger({
    path: paths.ledger,
    mirrorPath: paths.ledgerMirror,
    key: storageKey,
    schemas,
    log,
    clock,
  })
}
