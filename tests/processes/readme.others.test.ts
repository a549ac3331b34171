// The tour in README.md, typed into a shell as printed. Only the folder and the port are changed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useTempFolders } from '../support/temp-folder.ts'
import { findFreePort, projectDir, readTour } from './tour.ts'

const tempFolder = useTempFolders()

/**
 * Runs a script in a shell with job control, like a person's. It stops at the first failed command
 * and ends the processes that it started.
 */
async function type(script: string): Promise<{ code: number | null; text: string }> {
  const shell = spawn('bash', ['-c', `set -emuo pipefail; trap 'kill %1 %2 %3 2>&-' ERR\n${script}`], {
    cwd: projectDir,
  })
  let text = ''
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => (text += more))
  }
  shell.stdin.end()
  const [code] = (await once(shell, 'close')) as [number | null]
  return { code, text }
}

test('the tour of the README works exactly as printed', async () => {
  const tour = await readTour()
  expect(tour.match(/^(alice|bob|letter=|second=)/gm)!.length).toBeGreaterThan(15)
  const script = tour
    .replaceAll('/tmp/fumikura-tour', join(await tempFolder(), 'tour'))
    .replaceAll('4977', String(await findFreePort()))
  const { code, text } = await type(script)
  expect([code, code === 0 ? '' : text]).toEqual([0, ''])
  for (const said of [
    'You and alice are contacts now.',
    'notified',
    'sealed',
    'Would it suit you?',
    '喜んで',
    '[SEALED]',
    'RECALLED',
    'too-late',
    '七時に歌いましょう。',
    'shared',
    'In bloom',
    'cherry (1)',
    'group.png (',
    'from alice',
  ]) {
    expect(text).toContain(said)
  }
})
