// Compares the tables of docs/protocol.md with the fields that encoder and decoder share.
import { expect, test } from 'vitest'
import type { FieldForm } from '../../src/core/base/codec.ts'
import { feedRecordForms, RECORD_TYPES } from '../../src/core/feeds/feed-record.ts'
import { readSources } from '../structure/source.ts'
import { parts } from './parts.ts'
import { records } from './records.ts'

type Tables = ReadonlyMap<string, readonly FieldForm[]>

const pages = [...readSources(['docs'], /^protocol\.md$/), ...readSources(['docs/protocol'], /\.md$/)]
const declared: Tables = new Map([
  ...records.map(({ name, form }) => [name, form.encoding.fields!] as const),
  ...parts.map(({ form, fields }) => [form, fields!] as const),
])

const cellsOf = (line: string): string[] => line.split(/(?<!\\)\|/).slice(1, -1)
const plain = (cell: string): string =>
  cell
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .trim()

/** Returns every table whose second column is named bytes, and whose third has no name. */
function readTables(text: string): [string, FieldForm[]][] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    const [name, bytes, note] = cellsOf(line).map(plain)
    if (name === undefined || bytes !== 'bytes' || note !== '') return []
    const end = lines.findIndex((other, i) => i > at && !other.startsWith('|'))
    const rows = lines.slice(at + 2, end === -1 ? undefined : end).map((row) => cellsOf(row).map(plain))
    return [[name, rows.map(([field, form]) => [field!, form!] as const)]]
  })
}

/** Tables that differ from the code, tables without a record, and records without a table. */
function findDifferences(tables: [string, FieldForm[]][], known: Tables): string[] {
  const told = new Map(tables)
  const write = (fields: readonly FieldForm[]): string => fields.map((field) => field.join(': ')).join(' ‖ ')
  return [
    ...tables
      .filter(([name], at) => tables.findIndex(([other]) => other === name) !== at)
      .map(([name]) => `twice: ${name}`),
    ...[...told.keys()].filter((name) => !known.has(name)).map((name) => `not in the code: ${name}`),
    ...[...known].flatMap(([name, fields]) => {
      const table = told.get(name)
      if (table === undefined) return [`no table: ${name}`]
      return write(table) === write(fields) ? [] : [`${name}: ${write(table)}, in the code ${write(fields)}`]
    }),
  ]
}

test('every record and part has one table, with its fields in the order of their bytes', () => {
  expect(declared.size).toBeGreaterThan(70)
  expect(
    findDifferences(
      pages.flatMap(([, text]) => readTables(text)),
      declared,
    ),
  ).toEqual([])
})

test('every part that the engine declares has a table', () => {
  const found = [...readSources(['src/core'], /\.ts$/)].flatMap(([, text]) =>
    [...text.matchAll(/(?:\bpart|\bextendedPart)\(\s*'([^']+)'/g)].map(([, name]) => name!),
  )
  expect(found.toSorted()).toEqual(parts.map(({ form }) => form).toSorted())
})

test('the table of feed records lists their types by number', () => {
  const text = pages.find(([path]) => path === 'docs/protocol.md')![1]
  const rows = [...text.matchAll(/^\| (\d+) \| ([^|]+) \|/gm)].map(([, number, name]) => [
    Number(number),
    plain(name!),
  ])
  expect(rows).toEqual(RECORD_TYPES.map((type, number) => [number, feedRecordForms[type].encoding.form]))
})

test('the checker reports a table that differs, is duplicated, is missing, or has no record', () => {
  const known: Tables = new Map([
    ['a', [['version', 'uint']]],
    ['b', [['n', 'uint']]],
    ['c', [['n', '(list ≤ 2 of 32)?']]],
  ])
  const page = ['| a | bytes | |', '|---|---|---|', '| version | `uint` | 1 |', '']
  const wrong = ['| b | bytes | |', '|---|---|---|', '| m | `uint` | |', '']
  const other = ['| d | bytes | |', '|---|---|---|', '| n | [`32`](x) | |']
  const tables = readTables([...page, ...wrong, ...page, ...other].join('\n'))
  expect(findDifferences(tables, known)).toEqual([
    'twice: a',
    'not in the code: d',
    'b: m: uint, in the code n: uint',
    'no table: c',
  ])
})
