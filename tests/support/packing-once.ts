// Installs what only packing needs, before the tests that pack, unless it is there.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export function setup(): void {
  if (existsSync(`${root}packing/node_modules/electron-builder`)) return
  // A shell, because npm is a .cmd on Windows.
  execFileSync('npm', ['run', '--silent', 'pack:install'], { cwd: root, stdio: 'inherit', shell: true })
}
