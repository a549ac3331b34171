// The calls of a phone about itself: what it is, which page it got, and how it gets messages.
import { EngineError, type DoorHandlers, type OwnPhone } from '../../../core/contract/index.ts'
import type { PhoneRow, Phones } from '../../../core/index.ts'
import { canPush, Vapid, type PushNetwork } from '../push/index.ts'
import { phoneLocked } from './far-refusals.ts'
import { phoneId } from './far-session.ts'
import type { InView } from './in-view.ts'
import { createLockCalls, describeLock, type LockCalls, type LockCallsParts } from './own-lock.ts'
import type { PageWatch } from './page-watch.ts'

export type OwnCalls = Pick<DoorHandlers['phones'], 'self' | 'reportPage' | 'setPush' | 'showing'> & LockCalls

export interface OwnCallsParts {
  people: DoorHandlers['people']
  page: PageWatch
  inView: InView
  pushNetwork?: PushNetwork
}

export function createOwnCalls(
  { people, page, inView, pushNetwork }: OwnCallsParts,
  parts: LockCallsParts,
): OwnCalls {
  const { phones, id, session, lock } = parts
  // Its name may have changed since it connected.
  const self = async (): Promise<OwnPhone> => ({
    ...(await describeOwn(people, phones, phones.get(id))),
    isLocked: !lock.isOpen,
  })
  return {
    ...createLockCalls(parts),
    self,
    reportPage: async ({ files }) => ({ isKnown: await page.report(files) }),
    async setPush({ subscription, words, language }) {
      const push = subscription === null ? null : { subscription, words, language }
      if (push !== null && !canPush(push, pushNetwork))
        throw new EngineError('INVALID', 'This is no subscription at a known push service.')
      // Who has only found the phone may not have it say more.
      const told = phones.get(id).push?.words ?? 'arrival'
      if (!lock.isOpen && words !== told) throw phoneLocked('phones.setPush', true)
      await phones.setPush(id, push)
      return self()
    },
    async showing({ isInView, isVisible }) {
      inView.set(session.tunnel, isInView)
      lock.show(isVisible)
      return null
    },
  }
}

export async function describeOwn(
  people: DoorHandlers['people'],
  phones: Phones,
  row: PhoneRow,
): Promise<OwnPhone> {
  const { id, name, rights, push } = row
  const myself = await people.whoami({}, { signal: new AbortController().signal })
  const route = Buffer.from(phones.routes[0]!).toString('base64url')
  const told = {
    key: new Vapid(phones.pushKey!).publicKey,
    endpoint: push?.subscription.endpoint ?? null,
    words: push?.words ?? ('name' as const),
    language: push?.language ?? null,
  }
  return {
    ...{ phone: phoneId(id), name, rights, home: myself.name, route, push: told },
    ...{ lock: describeLock(row), isLocked: row.lock !== null, mayLock: phones.locks.isLockable(row) },
  }
}
