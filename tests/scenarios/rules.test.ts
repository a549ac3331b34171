// Rules order letters when they arrive and when they are opened; nobody else learns of it.
import { expect, test } from 'vitest'
import { PLAIN_POLICY, type RuleActs } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const makeCircle = useCircle()
const NOTHING: RuleActs = {
  ...{ labels: [], archive: false, star: false, done: false },
}

async function makePair(): Promise<[Person, Person]> {
  return (await makeCircle(['alice', 'bob'])).people as [Person, Person]
}

const addRule = (person: Person, name: string, query: string, acts: Partial<RuleActs>) =>
  person.do.rules.add({ name, query, acts: { ...NOTHING, ...acts } }, calling)
const tidyOf = async (person: Person, ref: string) => (await person.do.letters.summary({ ref }, calling)).tidy
const labelsOf = async (person: Person, ref: string) => (await tidyOf(person, ref)).labels
const isKnown = (person: Person, ref: string) =>
  eventually(() => person.do.letters.summary({ ref }, calling).then(Boolean, () => false))

test('a rule orders what arrives, keeps what is urgent, and can be undone for one letter', async () => {
  const [alice, bob] = await makePair()
  const early = await alice.write(bob, 'Invoice 1', 'first')
  await isKnown(bob, early)
  const rule = await addRule(bob, 'Invoices', 'from:alice invoice', { labels: ['money'], archive: true })
  const ref = await alice.write(bob, 'Invoice 2', 'second')
  const urgent = await alice.write(bob, 'Invoice 3', 'now', { policy: { ...PLAIN_POLICY, urgent: true } })
  const other = await alice.write(bob, 'Lunch', 'soup')
  await Promise.all([ref, urgent, other].map((one) => isKnown(bob, one)))
  await eventually(async () => (await labelsOf(bob, urgent)).length > 0)
  expect(await tidyOf(bob, ref)).toMatchObject({ archived: true, labels: ['money'] })
  expect(await tidyOf(bob, urgent)).toMatchObject({ archived: false, labels: ['money'] })
  expect(await tidyOf(bob, other)).toMatchObject({ archived: false, labels: [] })
  expect(await tidyOf(bob, early)).toMatchObject({ archived: false, labels: [] })
  expect(await bob.do.rules.of({ ref }, calling)).toMatchObject([
    { rule: rule.rule, name: 'Invoices', run: 0, labels: ['money'], archived: true, isUndone: false },
  ])
  expect((await bob.do.rules.list({}, calling))[0]).toMatchObject({ acted: 2, problem: null, isOn: true })
  expect((await alice.status(ref))[0]).toMatchObject({ state: 'notified' })

  expect(await bob.do.rules.undo({ rule: 'invoices', ref }, calling)).toEqual({ letters: 1 })
  expect(await tidyOf(bob, ref)).toMatchObject({ archived: false, labels: [] })
  await bob.read(ref)
  expect(await tidyOf(bob, ref)).toMatchObject({ archived: false, labels: [] })
})

test('a letter that no rule can look at keeps no other from its rules', async () => {
  const [alice, bob] = await makePair()
  await addRule(bob, 'Invoices', 'from:alice invoice', { labels: ['money'] })
  const { index, ledger } = bob.home.parts
  const find = index.find.bind(index)
  index.find = async (object) => {
    const entry = await find(object)
    if (entry?.subject === 'Invoice 1') throw new RangeError('Maximum call stack size exceeded')
    return entry
  }
  await alice.write(bob, 'Invoice 1', 'first')
  const ref = await alice.write(bob, 'Invoice 2', 'second')
  await isKnown(bob, ref)
  await eventually(async () => (await labelsOf(bob, ref)).length > 0)
  expect(await labelsOf(bob, ref)).toEqual(['money'])
  await eventually(() => ledger.get('SELECT 1 FROM rule_queue') === undefined)
})

test('of a sealed letter a rule sees the notice alone, and its text only after it is opened', async () => {
  const [alice, bob] = await makePair()
  await addRule(bob, 'Piers', 'harbour', { labels: ['pier'] })
  await addRule(bob, 'Thanks', 'harbour', { done: true })
  await addRule(bob, 'Not titled', '-harbour', { star: true })
  const ref = await alice.write(bob, 'Drawings', 'The harbour, in ink.')
  await isKnown(bob, ref)
  await eventually(async () => (await tidyOf(bob, ref)).starred)
  expect(await tidyOf(bob, ref)).toMatchObject({ labels: [] })
  expect((await alice.status(ref))[0]).toMatchObject({ state: 'notified' })
  await bob.read(ref)
  await eventually(async () => (await labelsOf(bob, ref)).length > 0)
  expect(await labelsOf(bob, ref)).toEqual(['pier'])
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done')
})

test('a rule is applied to all letters that it finds when the person asks, and the run is undone', async () => {
  const [alice, bob] = await makePair()
  const refs: string[] = []
  for (const subject of ['Plum jam', 'Plum cake', 'Pears'])
    refs.push(await alice.write(bob, subject, 'sweet'))
  await Promise.all(refs.map((ref) => isKnown(bob, ref)))
  const own = await bob.write(alice, 'Plum tree', 'mine')
  await bob.do.letters.tidy({ refs: [refs[0]!], addLabels: ['fruit'] }, calling)
  await addRule(bob, 'Plums', 'plum', { labels: ['fruit'], archive: true })
  expect(await bob.do.rules.count({ query: 'plum' }, calling)).toEqual({ letters: 2 })
  const ran = await bob.do.rules.run({ rule: 'Plums' }, calling)
  expect(ran).toMatchObject({ matched: 2, changed: 2 })
  expect(await bob.do.rules.run({ rule: 'Plums' }, calling)).toMatchObject({ matched: 2, changed: 0 })
  expect(await tidyOf(bob, own)).toMatchObject({ archived: false, labels: [] })
  expect((await bob.list('archive')).map(({ subject }) => subject).sort()).toEqual(['Plum cake', 'Plum jam'])
  expect(await bob.do.rules.undo({ rule: 'Plums', run: ran.run }, calling)).toEqual({ letters: 2 })
  expect(await bob.list('archive')).toEqual([])
  expect(await labelsOf(bob, refs[0]!)).toEqual(['fruit'])
  expect(await labelsOf(bob, refs[1]!)).toEqual([])
})

test('a letter that was filed before the process ended is ordered at the next start', async () => {
  const [alice, bob] = await makePair()
  await addRule(bob, 'All', 'from:alice', { labels: ['seen'] })
  await bob.home.rules.close()
  const ref = await alice.write(bob, 'Late', 'text')
  await isKnown(bob, ref)
  expect(await labelsOf(bob, ref)).toEqual([])
  await bob.stop()
  await bob.start()
  await eventually(async () => (await labelsOf(bob, ref)).length > 0)
  expect(await labelsOf(bob, ref)).toEqual(['seen'])
})

test('a rule that fails does not keep the others from acting, nor a letter from arriving', async () => {
  const [alice, bob] = await makePair()
  const labels = Array.from({ length: 20 }, (_, n) => `a${n}`)
  for (const name of ['a', 'b', 'c'])
    await addRule(bob, name, 'from:alice', { labels: labels.map((one) => name + one) })
  await addRule(bob, 'last', 'from:alice', { star: true })
  const heard: string[] = []
  bob.do.events.subscribe((event) => {
    if (event.type === 'letter-arrived') heard.push(`${event.letter.tidy.labels.length}`)
  })
  const ref = await alice.write(bob, 'Hello', 'text')
  await eventually(() => heard.length > 0)
  expect(heard).toEqual(['40'])
  expect(await tidyOf(bob, ref)).toMatchObject({ starred: true })
})

test('names are unique, queries are checked, and the order is kept', async () => {
  const [, bob] = await makePair()
  const { rules, searches } = bob.do
  await addRule(bob, 'One', 'a', { star: true })
  await addRule(bob, 'Two', 'b', { star: true })
  await expect(addRule(bob, 'ＯＮＥ', 'c', { star: true })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(addRule(bob, 'Three', 'is:nothing', { star: true })).rejects.toMatchObject({ code: 'INVALID' })
  // Each would find every letter.
  for (const query of ['from:', 'subject:', 'has: label:', '"', '-from:']) {
    const refused = { code: 'INVALID', details: { expects: 'more' } }
    await expect(addRule(bob, 'Three', query, { archive: true })).rejects.toMatchObject(refused)
    await expect(rules.count({ query }, calling)).rejects.toMatchObject(refused)
    await expect(searches.add({ name: 'Three', query }, calling)).rejects.toMatchObject(refused)
  }
  await expect(addRule(bob, 'Three', 'c', {})).rejects.toMatchObject({ code: 'INVALID' })
  await expect(rules.order({ rules: ['Two'] }, calling)).rejects.toMatchObject({ code: 'INVALID' })
  expect((await rules.order({ rules: ['Two', 'One'] }, calling)).map(({ name }) => name)).toEqual([
    'Two',
    'One',
  ])
  await rules.change({ rule: 'Two', isOn: false, name: '2' }, calling)
  expect((await rules.list({}, calling)).map(({ name, isOn }) => [name, isOn])).toEqual([
    ['2', false],
    ['One', true],
  ])
  await rules.remove({ rule: '2' }, calling)
  await expect(rules.run({ rule: '2' }, calling)).rejects.toMatchObject({ code: 'NOT_FOUND' })

  await searches.add({ name: 'Urgent', query: 'is:urgent' }, calling)
  await searches.add({ name: 'Starred', query: 'is:starred' }, calling)
  await expect(searches.add({ name: 'urgent', query: 'a' }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  await expect(searches.add({ name: 'Bad', query: 'before:x' }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  await searches.order({ searches: ['Starred', 'Urgent'] }, calling)
  await searches.change({ search: 'Urgent', name: 'Pressing' }, calling)
  expect(await searches.list({}, calling)).toMatchObject([
    { name: 'Starred', query: 'is:starred', problem: null },
    { name: 'Pressing', query: 'is:urgent', problem: null },
  ])
  await searches.remove({ search: 'Starred' }, calling)
  expect((await searches.list({}, calling)).map(({ name }) => name)).toEqual(['Pressing'])
})
