// The page repeats a call unasked only if the engine performs it once. All other
// calls end with their connection, which tests/renderer/bridge/connection.test.ts holds.
import { expect, test } from 'vitest'
import { findImports, READS_ALL, readSources } from './source.ts'

const REPEATER = 'src/renderer/state/until-answered.ts'

test('only the sending of a draft, and words said under the id of a draft, are repeated', READS_ALL, () => {
  const files = readSources(['src/renderer'], /\.(ts|svelte)$/)
  const users = [...files].filter(([path, text]) =>
    findImports(path, text).some((one) => one.path === REPEATER),
  )
  expect(users.map(([path]) => path)).toEqual(['src/renderer/state/drafts.svelte.ts'])
  const [[, drafts]] = users as [[string, string]]
  expect([
    ...drafts.matchAll(/api\.(\w+\.\w+)\([^)]*\)\n\s*const sent = await untilAnswered/g),
  ]).toMatchObject([{ 1: 'drafts.send' }])
  // `Drafts` passes it on for talks alone.
  const further = [...files].filter(([, text]) => /rafts\.untilAnswered\(/.test(text))
  expect(further.map(([path]) => path)).toEqual(['src/renderer/state/talk-draft.svelte.ts'])
})
