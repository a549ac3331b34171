// The verifier is small enough to be read by its users, and imports nothing of the engine.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../src/verifier', import.meta.url))
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))

const isCode = (line: string): boolean => !/^\s*(?:\/\/.*|\/?\*.*)?$/.test(line)

test('the verifier has at most 320 lines of code', () => {
  const lines = files.flatMap((text) => text.split('\n')).filter(isCode)
  expect(lines.length).toBeGreaterThan(100)
  expect(lines.length).toBeLessThanOrEqual(320)
})

test('the verifier imports only Node and two small packages of ciphers and hashes', () => {
  const imports = files.flatMap((text) => [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name!))
  const others = imports.filter((name) => !/^(?:node:|\.\/|@noble\/(?:hashes|ciphers)\/)/.test(name))
  expect(imports.length).toBeGreaterThan(5)
  expect(others).toEqual([])
})
