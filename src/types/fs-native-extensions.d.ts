// What is called of fs-native-extensions 1.
declare module 'fs-native-extensions' {
  /** Locks the whole file exclusively for this open file; false if another open file holds it, in any process. */
  export function tryLock(fd: number): boolean
}
