// Templates and the signature: kept in the home, in a backup of its tables, and used by copying.
import { expect, test } from 'vitest'
import { withSignature } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, type Person } from '../support/person.ts'

const makeCircle = useCircle()
const BLANK = { subject: '', text: '', to: [], tags: [], options: null }

test('a template is added, changed and removed; its name is unique, its readers are known', async () => {
  const [alice] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const { templates } = alice.do
  const options = { mode: 'open' as const, urgent: true, hold: false }
  const made = await templates.add(
    { ...BLANK, name: 'Weekly', subject: 'Week', text: '# Done\n', to: ['bob'], options },
    calling,
  )
  expect(made).toMatchObject({ name: 'Weekly', readers: [{ name: 'bob' }], options })
  await templates.add({ ...BLANK, name: 'Another' }, calling)
  await expect(templates.add({ ...BLANK, name: 'WEEKLY' }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  await expect(templates.add({ ...BLANK, name: 'x', to: ['nobody'] }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(templates.change({ template: 'Weekly', name: 'another' }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  const changed = await templates.change({ template: 'weekly', subject: 'The week', options: null }, calling)
  expect(changed).toEqual({ ...made, subject: 'The week', options: null })
  await alice.stop()
  await alice.start()
  expect((await alice.do.templates.list({}, calling)).map(({ name }) => name)).toEqual(['Another', 'Weekly'])
  await alice.do.templates.remove({ template: made.template }, calling)
  await expect(alice.do.templates.remove({ template: made.template }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('the signature is kept, and stands below the text', async () => {
  const [alice] = (await makeCircle(['alice'])).people as [Person]
  const { templates } = alice.do
  expect(await templates.signature({}, calling)).toEqual({ text: '', inNew: true, inReplies: false })
  await templates.setSignature({ text: '*Alice*' }, calling)
  expect(await templates.setSignature({ inReplies: true }, calling)).toEqual({
    ...{ text: '*Alice*', inNew: true, inReplies: true },
  })
  expect(withSignature('Hello.\n', '*Alice*')).toBe('Hello.\n\n*Alice*\n')
  expect(withSignature('', '*Alice*')).toBe('\n\n*Alice*\n')
  expect(withSignature('Hello.', ' \n')).toBe('Hello.')
})
