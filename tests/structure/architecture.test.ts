// The table of folders in docs/architecture.md has every noun, at its rank.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { RANKS } from './ranks.ts'

const doc = readFileSync(join(import.meta.dirname, '../../docs/architecture.md'), 'utf8')

/** The start of each row, as the ranks give it; people write only what the nouns know. */
function rowsOfRanks(): string[] {
  const ranks = [...new Set(Object.values(RANKS))].sort()
  return ranks.map((rank) => {
    const nouns = Object.keys(RANKS).filter((noun) => RANKS[noun] === rank)
    return `| ${rank} | ${nouns.map((noun) => `\`${noun}\``).join(' ')}`
  })
}

it('lists the nouns of each rank in the order of tests/structure/ranks.ts', () => {
  const [, table = ''] = doc.split('| rank | nouns | what they know |\n|---|---|---|\n')
  const rows = table.split('\n\n', 1)[0]!.split('\n')
  expect(rows.map((row) => /^\| \d \|( `[a-z-]+`)+/.exec(row)?.[0])).toEqual(rowsOfRanks())
})
