#!/usr/bin/env node
// `node packing/check-packed.js DIR PLATFORM ARCH`: checks a packed app again, after signing, by
// the rules that the pack applied. PLATFORM and ARCH are Node's names; DIR is electron-builder's
// folder for that target.
import { judgePackedApp } from './packed-app.js'

const [dir, platform, arch] = process.argv.slice(2)
if (dir === undefined || !['linux', 'win32', 'darwin'].includes(platform ?? '') || arch === undefined) {
  console.error('Usage: node packing/check-packed.js DIR linux|win32|darwin ARCH')
  process.exit(2)
}
const wrong = await judgePackedApp({
  dir,
  platform: /** @type {import('./packed-app.js').PackedApp['platform']} */ (platform),
  arch,
})
for (const sentence of wrong) console.error(sentence)
console.log(wrong.length === 0 ? `${dir} passes all checks` : `${dir}: ${wrong.length} wrong`)
process.exit(wrong.length === 0 ? 0 : 1)
