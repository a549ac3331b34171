// What every command loads before it does anything. A command of a running engine needs only the
// contract and a socket, and the engine's packages take longer to load than the command takes.
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const built = resolve(import.meta.dirname, '../../out/main')

/** Returns the packages that this module and its static imports load. */
async function packagesOf(path: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(path)) return []
  seen.add(path)
  const text = await readFile(path, 'utf8')
  const names = [...text.matchAll(/^import (?:[^"';]* from )?"([^"]+)";$/gm)].map(([, name]) => name!)
  const below = names.map(async (name) => {
    if (name.startsWith('.')) return packagesOf(join(dirname(path), name), seen)
    return name.startsWith('node:') ? [] : [name]
  })
  return (await Promise.all(below)).flat()
}

test('the command line starts without a package of the engine', async () => {
  // It shows keys as text.
  expect(await packagesOf(join(built, 'headless.js'))).toEqual(['z32'])
  // The engine is in another chunk, and the search finds its packages there.
  expect(await packagesOf(join(built, 'engine-host.js'))).toContain('hypercore')
})
