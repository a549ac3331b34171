// The command `search`: how the words that a shell hands over become one query.
import { expect, it } from 'vitest'
import type { PersonId } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from './terminal.ts'

async function search(...argv: string[]): Promise<{ asked: string[]; stdout: string }> {
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
  const { stdout } = await runCommandLine(['search', ...argv], { engine })
  return { asked, stdout }
}

async function queryOf(...argv: string[]): Promise<string | undefined> {
  const { asked, stdout } = await search(...argv)
  expect(stdout).toBe('Nothing found.\n')
  return asked[0]
}

it('says that an unknown filter was searched as a word', async () => {
  const { stdout } = await search('froom:bob')
  expect(stdout).toBe('Nothing found. froom: is no filter, so it was searched as a word.\n')
})

it('refuses a time to wait that is none, though it waits for nobody', async () => {
  expect(await search('tides', '--wait', 'soon')).toEqual({ asked: [], stdout: '' })
})

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
