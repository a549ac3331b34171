// How the three become contacts: two invites and a knock.
import type {
  Contact,
  CreatedInvite,
  Knock,
  KnockResult,
  Myself,
  Party,
} from '../../../core/contract/index.ts'
import type { Neighbour } from '../neighbour.ts'
import type { Scene, Step } from '../scene.ts'

async function hasContacts(who: Neighbour, ...names: string[]): Promise<boolean> {
  const contacts: Contact[] = await who.api.people.contacts()
  return names.every((name) => contacts.some((contact) => contact.name === name && contact.online))
}

export const pairByInvite: Step = {
  title: 'Alice invites bob, and then carol',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    const first = await scene.does<CreatedInvite>(alice, 'invite')
    scene.says(`for one person, until ${first.expiresAt}`)
    const party = await scene.does<Party>(bob, 'accept', first.invite)
    scene.says(`paired with ${party.name}`)
    await scene.isRefused('INVITE_USED', carol, 'accept', first.invite)
    const second = await scene.does<CreatedInvite>(alice, 'invite')
    await scene.does<Party>(carol, 'accept', second.invite)
    await scene.until('alice has bob and carol online', () => hasContacts(alice, 'bob', 'carol'))
  },
}

export const knock: Step = {
  title: 'Bob knocks at carol’s address; she accepts',
  async play(scene: Scene) {
    const { bob, carol } = scene.world
    const { address } = await scene.does<Myself>(carol, 'whoami')
    const knocked = await scene.does<KnockResult>(bob, 'knock', address, 'Alice speaks of you. 初めまして')
    scene.says(knocked.state)
    const [waiting] = await scene.does<Knock[]>(carol, 'knocks')
    scene.says(`${waiting?.name}: ${waiting?.text}`)
    scene.check('carol sees a name and one line, nothing else', waiting?.knock === knocked.knock)
    const answered = await scene.does<KnockResult>(carol, 'answer', knocked.knock, 'yes')
    scene.says(answered.state)
    await scene.until(
      'bob and carol are contacts',
      async () => (await hasContacts(bob, 'carol')) && (await hasContacts(carol, 'bob')),
    )
  },
}
