// Installs the packages of packing/ before the tests that pack, unless they are installed.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export function setup(): void {
  if (existsSync(`${root}packing/node_modules/electron-builder`)) return
  // Needs a shell, because npm is a .cmd on Windows.
  execFileSync('npm', ['run', '--silent', 'pack:install'], { cwd: root, stdio: 'inherit', shell: true })
}
