// A station that is stopped, copied and started in another folder is the same station. In this way
// it moves to another machine. An upgrade is the same without the copy.
import { cp } from 'node:fs/promises'
import { expect, test } from 'vitest'
import {
  accountOf,
  createGateOpenRequest,
  decodeGateOpenAnswer,
  decodeGatePutAnswer,
  gateOpenRequestForm,
  gatePutForm,
} from '../../../src/core/station-records/index.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const DAY_MS = 86_400_000
const make = useStations()
const tempFolder = useTempFolders()

test('a station that was stopped and copied keeps its key, its blocks and its gates', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(5))
  await alice.keep(written)
  await isKept(alice, written)
  const [handle, share, slot] = [randomBytes(32), randomBytes(81), createSigningKeyPair()]
  const gate = {
    ...{ handle, number: 0, place: 1, share, key: slot.publicKey, roster: null },
    ...{ from: null, expires: null, until: Date.now() + 90 * DAY_MS, isHeld: false },
  }
  const put = decodeGatePutAnswer(await alice.ask('gate-put', gatePutForm.encode({ gates: [gate] })))
  expect(put).toMatchObject([{ answer: 'kept' }])
  const device = Buffer.from(station.device)
  await station.stop()

  const home = `${await tempFolder()}/moved`
  await cp(station.homeDir, home, { recursive: true })
  const moved = await make.station({ home })
  expect(Buffer.from(moved.device)).toEqual(device)
  expect(await moved.do.doctor()).toMatchObject({
    healthy: true,
    customers: 1,
    cores: 1,
    gates: 1,
    bytes: 5000,
  })
  const bob = await make.stranger(moved)
  const asked = { account: accountOf(moved.device, alice.identity.person), handle }
  const connection = { handshakeHash: bob.handshakeHash(moved.device), station: moved.device }
  const request = gateOpenRequestForm.encode(createGateOpenRequest(asked, connection, slot))
  const answer = decodeGateOpenAnswer((await bob.ask(moved.device, 'gate-open', request))!)
  expect(answer).toMatchObject({ status: 'released', share })
  const copy = await bob.wantCore(written.core.key)
  expect(await copy.get(4, { timeout: 5000 })).toHaveLength(1000)
})
