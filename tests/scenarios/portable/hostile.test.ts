// Malicious archives are refused with a reason; nothing of them is written or imported.
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import type { Person } from '../../support/person.ts'
import { importInto } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { makeZip, type ZipEntry } from '../../support/zip.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

const mail = (n: number): Buffer =>
  Buffer.from(`From: a@example.org\r\nSubject: ${n}\r\nMessage-ID: <${n}@example.org>\r\n\r\nhello ${n}\r\n`)
const GOOD: ZipEntry = { name: 'good.eml', content: mail(0) }

const HOSTILE: [what: string, entries: ZipEntry[], refusal: object][] = [
  ['a path that goes up', [GOOD, { name: '../evil.eml', content: mail(1) }], { code: 'INVALID' }],
  ['a path from the root', [GOOD, { name: '/etc/evil.eml', content: mail(1) }], { code: 'INVALID' }],
  ['a path of Windows', [GOOD, { name: 'a\\..\\..\\evil.eml', content: mail(1) }], { code: 'INVALID' }],
  ['a drive', [GOOD, { name: 'C:evil.eml', content: mail(1) }], { code: 'INVALID' }],
  [
    'a link',
    [GOOD, { name: 'link.eml', content: Buffer.from('/etc/passwd'), claims: { mode: 0o120777 } }],
    { details: { reason: 'link' } },
  ],
  ['a name twice', [GOOD, { ...GOOD, content: mail(1) }], { details: { reason: 'twice' } }],
  [
    'a password',
    [GOOD, { name: 'b.eml', content: mail(1), claims: { flags: 0x801 } }],
    { details: { reason: 'locked' } },
  ],
  ['a bomb', [GOOD, { name: 'b.eml', content: Buffer.alloc(64 << 20) }], { code: 'TOO_LARGE' }],
  ['files on one another', [GOOD, ...overlapping(200)], { details: { reason: 'overlap' } }],
]

/** All entries claim the bytes of the first one, which is large. */
function overlapping(count: number): ZipEntry[] {
  const kernel: ZipEntry = {
    name: 'kernel',
    content: Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251)),
  }
  const others = Array.from({ length: count }, (_, i) => ({
    name: `copy-${i}`,
    claims: { offset: 0, packedSize: 30_000, size: 50_000 },
  }))
  return [kernel, ...others]
}

test('malicious archives are refused with a reason, and nothing of them is stored', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  for (const [what, entries, refusal] of HOSTILE) {
    await writeFile(join(folder, 'a.zip'), makeZip(entries))
    const told = await importInto(alice, join(folder, 'a.zip')).catch((error: unknown) => error)
    expect({ what, told }).toMatchObject({ what, told: refusal })
  }
  for (const cut of [1, 10, 30, 100]) {
    await writeFile(join(folder, 'a.zip'), makeZip([GOOD, { name: 'b.eml', content: mail(1) }], cut))
    await expect(importInto(alice, join(folder, 'a.zip'))).rejects.toMatchObject({ code: 'INVALID' })
  }
  // Some packers count only to 65,535 and start again at 0.
  await writeFile(join(folder, 'a.zip'), makeZip([GOOD, { name: 'b.eml', content: mail(1) }], 0, 1))
  await expect(importInto(alice, join(folder, 'a.zip'))).rejects.toMatchObject({
    details: { reason: 'count' },
  })
  expect(await alice.list('imported')).toEqual([])
  expect(await readdir(folder)).toEqual(['a.zip'])
})

test('a file with a wrong length or checksum is refused alone', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const path = join(await makeFolder(), 'a.zip')
  const lying: ZipEntry[] = [
    { name: 'shorter.eml', content: mail(1), claims: { size: 20 } },
    { name: 'longer.eml', content: mail(2), claims: { size: 2000 } },
    { name: 'other.eml', content: mail(3), claims: { crc: 1 } },
  ]
  await writeFile(path, makeZip([GOOD, ...lying]))
  const report = await importInto(alice, path)
  expect(report.taken).toBe(1)
  expect(report.refused.map(({ what, code }) => [what, code])).toEqual(
    lying.map(({ name }) => [name, 'INVALID']),
  )
})

test('an archive of very many files without mail ends quickly in a short report', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const path = join(await makeFolder(), 'a.zip')
  const junk = Array.from({ length: 10_000 }, (_, i) => ({ name: `${i}`, content: Buffer.from('x') }))
  await writeFile(path, makeZip([...junk, GOOD]))
  const report = await importInto(alice, path)
  expect(report).toMatchObject({ taken: 1, refusedCount: 10_000 })
  expect(report.refused.length).toBe(1000)
})

test('links in a folder are reported and not followed', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const [folder, outside] = [await makeFolder(), await makeFolder()]
  await writeFile(join(outside, 'secret.eml'), mail(1))
  await symlink(join(outside, 'secret.eml'), join(folder, 'link.eml'))
  await symlink(outside, join(folder, 'way-out'))
  await mkdir(join(folder, 'cur'))
  await writeFile(join(folder, 'cur', '1:2,S'), mail(2))
  const report = await importInto(alice, folder)
  expect(report.taken).toBe(1)
  expect(report.refused.map(({ what }) => what).sort()).toEqual(['link.eml', 'way-out'])
})
