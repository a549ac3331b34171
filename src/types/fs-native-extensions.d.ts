// The used part of fs-native-extensions 1.
declare module 'fs-native-extensions' {
  /**
   * Locks the whole file exclusively for this open file. False if another open file
   * holds the lock, in any process.
   */
  export function tryLock(fd: number): boolean
}
