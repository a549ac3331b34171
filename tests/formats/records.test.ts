// Every record has one form: these bytes decode to these values, which encode to these bytes. Until
// the first release a change writes the bytes again (FUMIKURA_MAKE_FIXTURES=1); then they stay.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../src/core/base/index.ts'
import { readSources } from '../structure/source.ts'
import { records } from './records.ts'

const path = resolve(import.meta.dirname, '../fixtures/formats/records.json')

if (process.env.FUMIKURA_MAKE_FIXTURES === '1') {
  const written = records.map(({ name, form, samples }) => [
    name,
    samples.map((sample) => toHex(form.encode(sample))),
  ])
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(written), null, 2)}\n`)
}
const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string[]>

test.each(records)(
  '$name is read from its stored bytes and written as the same bytes',
  ({ name, form, samples }) => {
    expect(samples.map((sample) => toHex(form.encode(sample)))).toEqual(stored[name])
    expect(stored[name]!.map((hex) => form.decode(fromHex(hex)))).toEqual(samples)
  },
)

test('every record that the engine declares has samples, and no name is used twice', () => {
  const declared = [...readSources(['src/core'], /\.ts$/)].flatMap(([, text]) =>
    [...text.matchAll(/(?:\b(?:closedRecord|signedRecord|record))\(\s*'([^']+)'/g)].map(([, name]) => name!),
  )
  const names = records.map(({ name }) => name)
  expect(declared.toSorted()).toEqual(names.toSorted())
  expect(Object.keys(stored).toSorted()).toEqual(names.toSorted())
  expect(new Set(names).size).toBe(names.length)
})
