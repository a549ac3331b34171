// Stand-ins for the nouns above delivery: kinds of objects, and the ports of groups and follows.
// Each call is recorded in a table, in the transaction of the call.
import { feedRecordForm } from '../../../src/core/feeds/index.ts'
import type { DeliveryParts, Kind, Kinds } from '../../../src/core/delivery/index.ts'
import { objectId } from '../../../src/core/store/index.ts'
import { EngineError } from '../../../src/core/contract/errors.ts'

export function standInKinds(): Kinds {
  const letter: Kind = {
    receive: (tx, { ref }) => void tx.run('INSERT INTO heard VALUES (?)', objectId(ref)),
    async saveWords(object) {
      // Wait, as reading the blocks does, so that other acts run meanwhile.
      await new Promise((resolve) => setImmediate(resolve))
      return (tx, at) => void tx.run('INSERT INTO words VALUES (?, ?)', object, at)
    },
    forget: (tx, object) => void tx.run('INSERT INTO forgotten VALUES (?)', object),
  }
  return { letter, file: {}, collection: {}, mail: {} }
}

export function standInPorts(): Pick<DeliveryParts, 'groups' | 'followed' | 'talks' | 'authorStations'> {
  const unused = (): never => {
    throw new EngineError('INTERNAL', 'No test of delivery has groups of its own.')
  }
  return {
    authorStations: {
      open: () => () => undefined,
      visit: () => Promise.resolve(null),
      isSpent: () => Promise.resolve(false),
      readFeeds: () => undefined,
      isHere: () => false,
      isNear: () => false,
    },
    groups: {
      nameOf: unused,
      receiveMembership: unused,
      receiveLeave: unused,
      openAddressed: (_group, _from, boxNumber, sealed) =>
        boxNumber === 1 ? feedRecordForm.decode(sealed) : null,
      succeedFeed: unused,
      succeedRecords: unused,
      listMembershipsOf: () => [],
      sharesStates: () => false,
    },
    talks: {
      forgetObject: () => undefined,
      receiveReaction: unused,
      receiveSeen: unused,
      receiveFellowState: unused,
    },
    followed: { receiveArchive: unused, fileListed: () => Promise.resolve(false) },
  }
}
