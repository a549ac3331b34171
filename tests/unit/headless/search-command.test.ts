// The command `search`: how the words that a shell hands over become one query.
import { expect, it } from 'vitest'
import type { PersonId } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from './terminal.ts'

async function queryOf(...argv: string[]): Promise<string | undefined> {
  const asked: string[] = []
  const engine = createFakeEngine({
    home: {
      status: async () => ({
        ...{ state: 'open', person: 'a'.repeat(52) as PersonId, name: 'alice' },
        ...{ wordsProven: true, keyring: 'passphrase' },
      }),
    },
    letters: {
      search: async ({ query }) => {
        asked.push(query)
        return []
      },
    },
  })
  expect((await runCommandLine(['search', ...argv], { engine })).stdout).toBe('Nothing found.\n')
  return asked[0]
}

it('a single word is a whole query, and several words are joined', async () => {
  expect(await queryOf('in:"Harbour choir" tides')).toBe('in:"Harbour choir" tides')
  expect(await queryOf('from:ana', 'OR', 'tides')).toBe('from:ana OR tides')
})

it('a value with spaces, whose quotes the shell removed, gets them again', async () => {
  expect(await queryOf('in:Harbour choir', 'low tide', 'x')).toBe('in:"Harbour choir" "low tide" x')
  expect(await queryOf('tides', '会議 の件')).toBe('tides "会議 の件"')
})

it('after -- a word may begin with a minus', async () => {
  expect(await queryOf('--', 'harbour', '-draft', '-in:Harbour choir')).toBe(
    'harbour -draft -in:"Harbour choir"',
  )
})
