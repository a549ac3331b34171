// Homes that take minutes to make: made once, kept between runs, and used in place.
// They are never copied, because the engine refuses a copied home.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Setting } from '../bench.ts'

/**
 * Returns the home's folder. `name` must contain everything that decides its contents. An
 * incomplete home is made again.
 */
export async function findOrMakeHome(
  { cacheDir, say }: Setting,
  name: string,
  make: (homeDir: string) => Promise<void>,
): Promise<string> {
  const dir = join(cacheDir, name)
  const [homeDir, mark] = [join(dir, 'home'), join(dir, 'made')]
  if (existsSync(mark)) return homeDir
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(homeDir, { recursive: true })
  say(`making the home ${name}, once`)
  const startedAt = performance.now()
  await make(homeDir)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  say(`made in ${seconds} s`)
  writeFileSync(mark, `${seconds} s\n`)
  return homeDir
}
