// The last step on a packed app before it is signed: sets the fuses, and fails the pack if the app
// breaks a rule. electron-builder calls it once per target.
import { loadBuilder } from './builder.js'
import { releaseWire } from './fuses.js'
import { judgePackedApp } from './packed-app.js'

/** @param {import('electron-builder').AfterPackContext} context */
export async function finishPack(context) {
  const { Arch } = loadBuilder()
  const { appOutDir, arch, electronPlatformName, packager } = context
  const wire = /** @type {Parameters<typeof packager.addElectronFuses>[1]} */ (releaseWire())
  await packager.addElectronFuses(context, wire)
  const wrong = await judgePackedApp({
    dir: appOutDir,
    platform: /** @type {import('./packed-app.js').PackedApp['platform']} */ (electronPlatformName),
    arch: /** @type {import('./packed-app.js').PackedApp['arch']} */ (Arch[arch]),
  })
  if (wrong.length > 0) throw new Error(`The packed app breaks these rules:\n${wrong.join('\n')}`)
}
