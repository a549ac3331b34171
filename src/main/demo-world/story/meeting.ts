// How Alice, Bob and Carol became contacts.
import type { CreatedInvite } from '../../../core/contract/index.ts'
import type { Act } from '../acts.ts'
import { DAY, HOUR, type Cast } from '../cast.ts'
import type { Resident } from '../resident.ts'

const INVITE_WAIT = ['--wait', '20']

/** Returns the used link. */
async function pair(cast: Cast, inviter: Resident, guest: Resident): Promise<string> {
  const { invite } = await cast.does<CreatedInvite>(inviter, 'invite')
  await cast.does(guest, 'accept', invite, ...INVITE_WAIT)
  // The people of the demo know each other from long ago.
  const told = await inviter.api.news.list()
  await inviter.api.news.order({ news: told.map(({ news }) => news), place: 'removed' })
  return invite
}

export const meeting: Act[] = [
  {
    ago: 8 * DAY + HOUR,
    title: 'Alice invites bob, then carol, and bob invites carol',
    async play(cast) {
      const { alice, bob, carol } = cast
      const used = await pair(cast, alice, bob)
      await cast.isRefused('INVITE_USED', carol, 'accept', used)
      await pair(cast, alice, carol)
      await pair(cast, bob, carol)
    },
  },
]
