#!/usr/bin/env node
// `npm start`: the desktop app if there is a display, else the app in the browser. `--browser` and
// `--desktop` choose. All other arguments are passed to `fumikura up`.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBuildTrouble, findNodeTrouble, runCommandLine } from './command-line.js'
import { startApp } from './start-app.js'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const trouble = findNodeTrouble(process.versions.node) ?? (await findBuildTrouble())
if (trouble !== null) {
  process.stderr.write(`${trouble}\n`)
  process.exit(1)
}
process.exitCode = await startApp({
  words: process.argv.slice(2),
  env: process.env,
  appDir: projectDir,
  electronDir: join(projectDir, 'node_modules/electron'),
  failurePath: join(projectDir, 'node_modules/.cache/fumikura-electron.json'),
  isRoot: process.getuid?.() === 0,
  say: (sentence) => process.stderr.write(`${sentence}\n`),
  openBrowser: (words) => runCommandLine(['up', ...words]),
})
