// The systemd unit of a station satisfies systemd's own checks, and its command is one that exists.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectDir } from '../support/child.ts'

const unitPath = join(projectDir, 'packing/station/fumikura-station.service')
const isInstalled = spawnSync('systemd-analyze', ['--version']).status === 0

test.runIf(isInstalled)('systemd accepts the unit', () => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', unitPath], { encoding: 'utf8' })
  // The program need not be installed where the unit expects it.
  const problems = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !/is not executable/.test(line))
  expect([problems, status === 0 || stderr.includes('is not executable')]).toEqual([[], true])
})

test('the options of the unit are options of the command', () => {
  const command = /^ExecStart=(.+)$/m.exec(readFileSync(unitPath, 'utf8'))![1]!.split(' ')
  expect(command.slice(0, 4)).toEqual(['/usr/bin/node', '/opt/fumikura/bin/fumikura.js', 'station', 'up'])
  const options = command.filter((word) => word.startsWith('--'))
  const launcher = join(projectDir, 'bin/fumikura.js')
  const { stdout } = spawnSync(process.execPath, [launcher, 'station', 'up', '--help'], { encoding: 'utf8' })
  for (const option of options) expect(stdout).toContain(option)
})
