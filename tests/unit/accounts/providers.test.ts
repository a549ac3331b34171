// The table of providers is consistent in itself. Whether it is right, only the providers know.
import { expect, it } from 'vitest'
import { hostName } from '../../../src/core/accounts/discovery/mail-address.ts'
import { PROVIDERS } from '../../../src/core/accounts/discovery/providers.ts'

const names = PROVIDERS.flatMap(({ domains, mx = [] }) => [
  ...domains.map((one) => one.replace('*.', '')),
  ...mx,
])

it('each name is one of DNS, in A-labels and lower case', () => {
  expect(names.filter((name) => hostName(name) !== name)).toEqual([])
})

it('no domain has two providers, and no MX', () => {
  const twice = (list: readonly string[]): string[] => list.filter((one, at) => list.indexOf(one) !== at)
  expect(twice(PROVIDERS.flatMap(({ domains }) => domains))).toEqual([])
  expect(twice(PROVIDERS.flatMap(({ mx = [] }) => mx))).toEqual([])
})

it('each server has a name and a port with TLS, and is there unless the provider lets nobody in', () => {
  for (const { name, incoming, outgoing, obstacle, domains, mx = [] } of PROVIDERS) {
    expect(domains.length + mx.length, name).toBeGreaterThan(0)
    if (incoming === null) expect(['plan', 'closed'], name).toContain(obstacle)
    for (const place of [incoming, outgoing]) {
      if (place === null || obstacle === 'bridge') continue
      expect(['DOMAIN', 'MX', hostName(place.host)], name).toContain(place.host)
      expect(['993 tls', '465 tls', '587 starttls'], name).toContain(`${place.port} ${place.security}`)
    }
  }
})

it('each page of help is opened by HTTPS', () => {
  for (const { help } of PROVIDERS) expect(new URL(help ?? 'https://none.example').protocol).toBe('https:')
})
