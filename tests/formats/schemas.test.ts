// Until the first release each noun creates its tables in one step, in their final form.
// Delete this test at the release.
import { expect, test } from 'vitest'
import { LEDGER_SCHEMAS } from '../../src/core/home-ledger.ts'
import { readSources } from '../structure/source.ts'

test('each noun creates its tables in one step', () => {
  const lifted = LEDGER_SCHEMAS.filter(({ steps }) => steps.length !== 1).map(({ noun }) => noun)
  expect(lifted).toEqual([])
  const altering = [...readSources(['src/core'], /\.ts$/)].filter(([, text]) => /ALTER TABLE/.test(text))
  expect(altering.map(([path]) => path)).toEqual([])
})
