// shell: the desktop around the app. See README.md; everything here gets the electron module as a
// parameter.
export type { ElectronParts } from './electron-parts.ts'
export { findUpdater } from './find-updater.ts'
export { startShell } from './start-shell.ts'
export type { Shell, ShellOptions } from './shell.ts'
export type { Updater } from './updates.ts'
