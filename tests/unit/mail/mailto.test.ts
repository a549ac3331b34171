// The address, subject and words of a mailto: link. A stranger wrote it.
import { expect, it } from 'vitest'
import { readMailto } from '../../../src/core/mail/mailto.ts'

it('has the address, subject and words, and nothing else', () => {
  const link = 'mailto:out+7@shop.example?Subject=Stop%20it&body=a%0Ab&cc=x@y.example&attach=/etc/passwd'
  expect(readMailto(link)).toEqual({ address: 'out+7@shop.example', subject: 'Stop it', text: 'a\nb' })
  expect(readMailto('mailto:out@shop.example')).toEqual({
    address: 'out@shop.example',
    subject: '',
    text: '',
  })
  expect(readMailto('mailto:a%2Bb@shop.example?subject=%E5%81%9C%E6%AD%A2')).toMatchObject({
    ...{ address: 'a+b@shop.example', subject: '停止' },
  })
})

it.each([
  'https://shop.example',
  'mailto:',
  'mailto:a@b.example,c@d.example',
  'mailto:a@b.example%0d%0aBcc:c@d.example',
  'mailto:%ff',
])('is null for %s', (link) => {
  expect(readMailto(link)).toBeNull()
})

it('a subject stays one line', () => {
  expect(readMailto('mailto:a@b.example?subject=a%0d%0aBcc:%20c')?.subject).toBe('a Bcc: c')
})
