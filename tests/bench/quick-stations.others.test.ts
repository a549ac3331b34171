// The quick bench of stations, with all of its processes.
import { test } from 'vitest'
import { useTempFolders } from '../support/temp-folder.ts'
import { runQuick } from './run-quick.ts'

const makeFolder = useTempFolders()

test('the quick bench of stations ends with figures', { timeout: 180_000 }, async () => {
  await runQuick(['stations'], await makeFolder())
})
