// The two tables of the engine: the kinds of objects and the kinds of audiences. Each noun provides
// its own row.
// A new kind or audience is a folder, a line here, and its name in store/object-kinds.ts or
// store/audience.ts.
import { findSide, isOwnAddress } from './accounts/index.ts'
import type { Audiences } from './access/index.ts'
import { albumKind } from './albums/index.ts'
import { createPersonStrategy, type DeliveryParts, type Kinds } from './delivery/index.ts'
import { createPublicStrategy, type PublicStrategyParts } from './follows/index.ts'
import { createGroupStrategy, type Groups } from './groups/index.ts'
import { letterKind } from './letters/index.ts'
import { mailKind } from './mail/index.ts'
import { createCorrespondentStrategy, forgetMail, type CorrespondentStrategyParts } from './outside/index.ts'

export type KindParts = Pick<
  DeliveryParts,
  'ledger' | 'identity' | 'store' | 'inbox' | 'clockGuard' | 'audiences' | 'addressBook' | 'log'
>

export function createKinds(parts: KindParts): Kinds {
  return {
    letter: letterKind(parts, forgetMail),
    file: {},
    collection: albumKind(parts),
    mail: mailKind(parts, { findSide, isOwnAddress }),
  }
}

export type AudienceParts = PublicStrategyParts &
  CorrespondentStrategyParts &
  Pick<DeliveryParts, 'addressBook' | 'feeds' | 'replicate'> & { groups: Groups }

export function createAudiences(parts: AudienceParts): Audiences {
  return {
    person: createPersonStrategy(parts),
    group: createGroupStrategy(parts.groups.audience),
    public: createPublicStrategy(parts),
    correspondent: createCorrespondentStrategy(parts),
  }
}
