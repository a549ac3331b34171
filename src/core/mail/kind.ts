// Mails as a kind of object: the row that delivery, the index and the page use. See
// delivery/kinds.ts. A rebuild of the index finds mails among the letters, by the same policies.
import type { Kind } from '../delivery/index.ts'
import { listedKind, type DescribingParts } from '../letters/index.ts'
import { describeMailRow, type AccountFacts } from './mail-entry.ts'

export function mailKind(parts: DescribingParts, accounts: AccountFacts): Kind {
  return {
    ...listedKind(parts, 'mail'),
    describe: (rows, object) => describeMailRow(rows, { ...parts, accounts }, object),
  }
}
