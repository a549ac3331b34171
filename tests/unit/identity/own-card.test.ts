// Changing the own card. Each change raises the number by one, also if one commit
// contains two changes.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  createIdentity,
  decodeCard,
  findIdentity,
  hashPicture,
  identitySchema,
  MAX_PICTURE_BYTES,
  type CardChange,
  type Identity,
} from '../../../src/core/identity/index.ts'
import { openLedger, type Ledger } from '../../../src/core/ledger/index.ts'
import { makePicture } from '../../support/pictures.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const picture = makePicture('webp')

async function withIdentity(task: (identity: Identity, ledger: Ledger) => Promise<void>): Promise<void> {
  const dir = await makeFolder()
  const paths = { path: join(dir, 'ledger'), mirrorPath: join(dir, 'ledger.mirror') }
  const ledger = await openLedger({ ...paths, key: new Uint8Array(32).fill(7), schemas: [identitySchema] })
  try {
    await createIdentity(ledger, 'alice', 1)
    await task(findIdentity(ledger)!, ledger)
  } finally {
    await ledger.close()
  }
}

const changeIn = (ledger: Ledger, identity: Identity) => (change: CardChange) =>
  ledger.write((tx) => identity.reviseCard(tx, change, 2))

test('two changes in one commit make two cards, and the second keeps the first change', async () => {
  await withIdentity(async (identity, ledger) => {
    const change = changeIn(ledger, identity)
    const made = await Promise.all([change({ picture }), change({ name: 'Alice' })])
    expect(made.map((shown) => [shown?.card.number, shown?.card.name])).toEqual([
      [2, 'alice'],
      [3, 'Alice'],
    ])
    identity.refresh(ledger)
    expect([identity.card.name, identity.picture]).toEqual(['Alice', picture])
    expect(decodeCard(identity.cardBytes).picture).toEqual(hashPicture(picture))
  })
})

test('a change to the same values makes no new card', async () => {
  await withIdentity(async (identity, ledger) => {
    const change = changeIn(ledger, identity)
    await change({ picture })
    const again = [await change({ picture }), await change({ name: ' alice ' }), await change({})]
    expect(again).toEqual([null, null, null])
  })
})

test('a removed picture is in no table, and on no card', async () => {
  await withIdentity(async (identity, ledger) => {
    const change = changeIn(ledger, identity)
    await change({ picture })
    await change({ picture: null })
    identity.refresh(ledger)
    expect([identity.cardBytes[0], identity.card.number, identity.picture]).toEqual([1, 3, null])
    expect(ledger.all('SELECT * FROM own_picture')).toEqual([])
  })
})

test('bytes that are not a picture or are too large change nothing', async () => {
  await withIdentity(async (identity, ledger) => {
    const change = changeIn(ledger, identity)
    await change({ picture })
    const large = makePicture('png', 1, MAX_PICTURE_BYTES + 1)
    await expect(change({ picture: large })).rejects.toMatchObject({ code: 'TOO_LARGE' })
    await expect(change({ picture: Buffer.from('<svg/>') })).rejects.toMatchObject({ code: 'INVALID' })
    identity.refresh(ledger)
    expect([identity.card.number, identity.picture]).toEqual([2, picture])
  })
})
