// One of two stations of a customer answers the other one wrongly: about heads and about acts that are
// passed on. The other one counts that, is not fenced by it, and goes on deciding.
import { expect, test } from 'vitest'
import {
  accountOf,
  ANSWERED_HEAD,
  gateNewsForm,
  gateHeadAnswerForm,
  gateNewsRequestForm,
  signReceipt,
  type GateNews,
  type SeenHead,
} from '../../../src/core/station-records/index.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { eventually } from '../../support/person.ts'
import { makeBlocks, isKept, useStations } from '../../support/use-stations.ts'

const make = useStations()
const MOST = Number.MAX_SAFE_INTEGER

test('wrong heads of another station are counted and fence nobody', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const liar = await make.stranger(station)
  const account = accountOf(station.device, alice.identity.person)
  const other = createSigningKeyPair()
  const receiptBy = (signer: typeof other, n: number, of = account): Uint8Array =>
    signReceipt({ account: of, answered: ANSWERED_HEAD, n, head: randomBytes(32) }, signer)
  const heads = (...seen: SeenHead[]): Uint8Array => gateHeadAnswerForm.encode({ seen })
  const answers: Record<string, () => Uint8Array> = {
    nothing: () => new Uint8Array(0),
    nonsense: () => randomBytes(300),
    'a very long answer': () => randomBytes(70_000),
    'a receipt of its own': () => heads({ account, receipt: receiptBy(liar.device, MOST) }),
    'a receipt of a third station': () => heads({ account, receipt: receiptBy(other, 9) }),
    'a receipt that is none': () => heads({ account, receipt: randomBytes(200) }),
    'another account': () =>
      heads({ account: randomBytes(32), receipt: receiptBy(other, 1, randomBytes(32)) }),
    'one account many times': () =>
      heads(...Array.from({ length: 64 }, () => ({ account, receipt: receiptBy(other, 2) }))),
  }
  const news = async (): Promise<GateNews> =>
    gateNewsForm.decode(await alice.ask('gate-news', gateNewsRequestForm.encode({ since: 0, seen: null })))
  let number = 1
  for (const [what, answer] of Object.entries(answers)) {
    let asked = 0
    liar.answers.set('gate-head', () => {
      asked++
      return answer()
    })
    // A set that changes is told to its stations at once. After a wrong answer alone, the next
    // question waits longer each time.
    for (const others of [[], [liar.device.publicKey]]) {
      const devices = [station.device, ...others]
      const rule = { need: devices.length, distrust: devices.length - 1 }
      expect(await alice.showCard(alice.makeCardWith(++number, devices, rule))).toHaveProperty('usage')
    }
    await eventually(() => asked > 0, what)
  }
  await eventually(
    async () =>
      Object.keys((await station.do.doctor()).skipped).some((kind) => kind.startsWith('gate-answer')),
    'a wrong answer is counted',
  )
  expect((await news()).isFenced).toBe(false)
  // A liar that never answers holds up no customer.
  liar.answers.set('gate-head', () => new Promise<Uint8Array>(() => undefined))
  await alice.showCard(
    alice.makeCardWith(++number, [station.device, liar.device.publicKey], { need: 2, distrust: 1 }),
  )
  const letters = await alice.write(makeBlocks(3))
  await alice.keep(letters)
  await isKept(alice, letters)
})
