// The quick bench as a process, without the bench of stations, which starts thirteen of them.
import { test } from 'vitest'
import { useTempFolders } from '../support/temp-folder.ts'
import { runQuick } from './run-quick.ts'

const makeFolder = useTempFolders()
const NAMES = ['send', 'notice', 'reference', 'files', 'portable']

test('the quick bench ends with figures for every requested measure', { timeout: 180_000 }, async () => {
  await runQuick(NAMES, await makeFolder())
})
