// The quick bench as a process, with all that it measures. The bench of stations starts thirteen
// processes.
import { test } from 'vitest'
import { useTempFolders } from '../support/temp-folder.ts'
import { runQuick } from './run-quick.ts'

const makeFolder = useTempFolders()
/** In the order in which the bench runs them. */
const NAMES = ['send', 'notice', 'reference', 'files', 'stations', 'stations-load', 'portable', 'first-sync']

test('the quick bench ends with figures for every requested measure', { timeout: 400_000 }, async () => {
  await runQuick(NAMES, await makeFolder())
})
