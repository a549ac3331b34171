// What a header may say of its kind.
import { expect, test } from 'vitest'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { headerForm, type ObjectHeader } from '../../../src/core/store/object-header.ts'

const origin: NonNullable<ObjectHeader['origin']> = {
  ...{ from: { name: 'Mara', address: 'mara@x.org' }, to: [], messageId: '', parent: '', first: '' },
  ...{ writtenAt: null, files: [] },
}
const header: ObjectHeader = {
  ...{ kind: 'letter', title: 'Tea', at: 1, type: 'message/rfc822', to: [], links: [] },
  ...{ madeFor: { kind: 'self' }, tags: [] },
}
const decode = (more: Partial<ObjectHeader>): ObjectHeader =>
  headerForm.decode(headerForm.encode({ ...header, ...more }))

test('a mail has an origin, and nothing else has one', () => {
  expect(decode({ kind: 'mail', origin })).toMatchObject({ kind: 'mail', origin: { from: origin.from } })
  expect(decode({})).not.toHaveProperty('origin')
  for (const wrong of [{ kind: 'mail' }, { origin }, { kind: 'file', origin }] as const)
    expect(() => decode(wrong)).toThrow(MalformedRecord)
})
