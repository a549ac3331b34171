// The front over TLS: its certificate is read again when the files change, and a wrong one is refused.
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFront } from '../../../src/main/front/front.ts'
import { OwnFarLinks, type Front } from '../../../src/main/front/index.ts'
import {
  LOOPBACK_CERTIFICATE,
  LOOPBACK_KEY,
  RENEWED_CERTIFICATE,
  RENEWED_KEY,
} from '../../support/mail-servers/loopback-certificate.ts'
import { openPhone } from '../../support/phone-socket.ts'
import { eventually } from '../../support/person.ts'

const ROUTE = Buffer.alloc(16, 1)

let folder: string
let files: { cert: string; key: string }
let front: Front | null
let logged: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-front-'))
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  logged = []
  front = null
  await write(LOOPBACK_CERTIFICATE, LOOPBACK_KEY)
})

afterEach(async () => {
  await front?.close()
  await rm(folder, { recursive: true })
})

async function write(cert: string, key: string): Promise<void> {
  await writeFile(files.cert, cert)
  await writeFile(files.key, key)
}

async function open(links = new OwnFarLinks(), maxPerAddress?: number): Promise<Front> {
  front = await openFront({
    web: { host: 'localhost', port: 0, certificate: files, phones: null, guests: null },
    ...{ target: links, rendererDir: folder, lookEveryMs: 5, maxPerAddress },
    log: { warn: (event) => logged.push(event) },
  })
  return front
}

/** The serial number of the certificate that the front shows. */
function shown(): Promise<string> {
  const { hostname, port } = new URL(front!.web)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      const { serialNumber }: PeerCertificate = socket.getPeerCertificate()
      socket.destroy()
      resolve(serialNumber)
    })
    socket.on('error', reject)
  })
}

test('a phone connects over TLS, to an origin with the name', async () => {
  const links = new OwnFarLinks()
  links.setRoutes([ROUTE])
  links.onLink((link) => link.onMessage((message) => link.send(message)))
  const { phones, certificateDays } = await open(links)
  expect(phones).toMatch(/^https:\/\/localhost:\d+$/)
  expect(certificateDays()).toBeGreaterThan(30_000)
  const phone = await openPhone(phones, ROUTE, { ca: LOOPBACK_CERTIFICATE })
  phone.send(Buffer.from('secret'))
  await eventually(() => phone.got.length === 1)
  expect(phone.got.map(String)).toEqual(['secret'])
})

test('a renewed certificate is shown from then on, and links stay; a broken one changes nothing', async () => {
  const links = new OwnFarLinks()
  links.setRoutes([ROUTE])
  links.onLink(() => undefined)
  const { phones } = await open(links)
  const phone = await openPhone(phones, ROUTE, { ca: LOOPBACK_CERTIFICATE })
  const before = await shown()
  await write('no certificate', LOOPBACK_KEY)
  await eventually(() => logged.includes('certificate-not-read'))
  expect(await shown()).toBe(before)
  await write(RENEWED_CERTIFICATE, RENEWED_KEY)
  await eventually(async () => (await shown()) !== before)
  expect(phone.closed).toBeNull()
})

test('a certificate that cannot be used is said as such, in words', async () => {
  const refusal = (message: string): object => ({
    ...{ code: 'INVALID', details: { reason: 'certificate' }, message },
  })
  await write(LOOPBACK_CERTIFICATE, RENEWED_KEY)
  await expect(open()).rejects.toMatchObject(
    refusal(`${files.key} is not the key of the certificate ${files.cert}.`),
  )
  await write('no certificate', LOOPBACK_KEY)
  await expect(open()).rejects.toMatchObject(
    refusal(`${files.cert} and ${files.key} are no certificate with its key, as PEM.`),
  )
  await rm(files.key)
  await expect(open()).rejects.toMatchObject(refusal(`The file ${files.key} cannot be read (ENOENT).`))
})

test('one address cannot take all connections', async () => {
  const { hostname, port } = new URL((await open(undefined, 2)).web)
  const dial = (): TLSSocket => connect({ host: hostname, port: Number(port), rejectUnauthorized: false })
  const [one, two] = [dial(), dial()]
  await Promise.all([once(one, 'secureConnect'), once(two, 'secureConnect')])
  await expect(once(dial(), 'secureConnect')).rejects.toThrow()
  one.destroy()
  await eventually(() => shown().then(Boolean, () => false))
  two.destroy()
})
