// The command `search`: its query, and what it says of it.
import { expect, it } from 'vitest'
import type { PersonId } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

async function search(query: string, ...argv: string[]): Promise<{ asked: string[]; stdout: string }> {
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
  const { stdout } = await runCommandLine(['search', '-', ...argv], { engine, stdin: query })
  return { asked, stdout }
}

it('says that an unknown filter was searched as a word', async () => {
  const { stdout } = await search('froom:bob')
  expect(stdout).toBe('Nothing found. froom: is no filter, so it was searched as a word.\n')
})

it('refuses a time to wait that is none, though it waits for nobody', async () => {
  expect(await search('tides', '--wait', 'soon')).toEqual({ asked: [], stdout: '' })
})

it('takes the query as it is, without the line end of echo', async () => {
  const { asked, stdout } = await search('-draft in:"Harbour choir" OR tides\n')
  expect([asked, stdout]).toEqual([['-draft in:"Harbour choir" OR tides'], 'Nothing found.\n'])
})
