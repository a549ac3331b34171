// home: the folder of one installation. Its paths, its lock, home.json, and the storage key.
export { changePassphrase, createHome, findHome, leaveKeyToHost, unlockHome } from './home.ts'
export { claimFolderName, claimName, createPrivateFile, temporaryName } from './claim-name.ts'
export type { HomeFile } from './home-file.ts'
export { type HomeLock, lockHome } from './lock.ts'
export { defaultHomeDir, type HomePaths, homePaths } from './paths.ts'
export { keepNetwork } from './network-file.ts'
export { openRegular, readRegular } from './regular-file.ts'
export { replaceFile, syncFolder } from './replace-file.ts'
