// The last hand on a packed app before it is signed: burns the fuses, and lets nothing go on that is not as it must be.
// electron-builder calls it once per target.
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
  if (wrong.length > 0) throw new Error(`The packed app is not as it must be:\n${wrong.join('\n')}`)
}
