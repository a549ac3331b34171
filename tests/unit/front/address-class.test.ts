// What is kept of an address: a class that a home shows, and what counts as one for a limit.
import { expect, test } from 'vitest'
import { addressClass, addressForLimits } from '../../../src/main/front/address-class.ts'

test.each([
  ['203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
  ['::ffff:203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48', '2001:db8:1:2'],
  ['2001:0db8:0001::6', '2001:db8:1::/48', '2001:db8:1:0'],
  ['2001:db8::6', '2001:db8:0::/48', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0::/48', 'fe80:0:0:0'],
  ['::1', '0:0:0::/48', '0:0:0:0'],
  ['', 'unknown', ''],
  ['a name', 'unknown', 'a name'],
])('%s belongs to %s, and counts as %s', (address, shown, counted) => {
  expect([addressClass(address), addressForLimits(address)]).toEqual([shown, counted])
})
