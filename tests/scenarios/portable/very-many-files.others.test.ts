// An export with more files than the short form of an archive can count.
import { createHash } from 'node:crypto'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { BagZip } from '../../../src/core/export/index.ts'
import { useCircle } from '../../support/circle.ts'
import { calling, type Person } from '../../support/person.ts'
import { exportHome, importInto, listFiles, renewManifests } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

const MANY = 70_000
const LIES: [what: string, code: string, change: (longEnd: Buffer) => void][] = [
  ['counted from 0 again at 65,536', 'INVALID', (end) => end.writeBigUInt64LE(BigInt(MANY % 65_536), 32)],
  ['more than there are', 'INVALID', (end) => end.writeBigUInt64LE(BigInt(MANY * 2), 32)],
  ['more than are looked at', 'TOO_LARGE', (end) => end.writeBigUInt64LE(3_000_000n, 32)],
]

test('an export with 70,000 additional files is refused whole if its file count is wrong, else imported whole', async () => {
  const [alice, carol] = (await circle(['alice', 'carol'])).people as [Person, Person]
  const order = { to: ['self'], subject: 'Note', text: 'mine', policy: PLAIN_POLICY } as never
  const { ref } = await alice.do.letters.send(order, calling)
  const folder = await makeFolder()
  const path = join(folder, 'a.zip')
  await exportHome(alice, join(folder, 'out'))
  await packWithMany(join(folder, 'out'), path)

  const whole = await readFile(path)
  const longEnd = whole.lastIndexOf('PK\x06\x06', undefined, 'latin1')
  for (const [what, code, change] of LIES) {
    const lying = Buffer.from(whole)
    change(lying.subarray(longEnd))
    await writeFile(join(folder, 'lying.zip'), lying)
    const told = await importInto(carol, join(folder, 'lying.zip')).catch((error: unknown) => error)
    expect({ what, told }).toMatchObject({ what, told: { code } })
  }
  expect(await carol.list('imported')).toEqual([])
  expect(await importInto(carol, path)).toMatchObject({ taken: 1, known: 0, refused: [] })
  expect((await carol.list('imported')).map((entry) => entry.ref)).toEqual([ref])
})

/** An export with very many additional tiny files that its manifests list too. */
async function packWithMany(folder: string, path: string): Promise<void> {
  // Names with an ending that is not compressed, because compression would take most of the time.
  const names = Array.from({ length: MANY }, (_, i) => `data/files/${i}.gz`)
  const sum = createHash('sha256').update('x').digest('hex')
  await appendFile(join(folder, 'manifest-sha256.txt'), names.map((name) => `${sum}  ${name}\n`).join(''))
  await renewManifests(folder, ['tagmanifest-sha256.txt'])
  const zip = await BagZip.create(path, 0)
  await Promise.all(names.map((name) => zip.put(name, Buffer.from('x'))))
  for (const name of await listFiles(folder)) await zip.put(name, await readFile(join(folder, name)))
  await zip.finish()
}
