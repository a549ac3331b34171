// Makes the compiler prove that a switch handles every case.

export function assertNever(value: never): never {
  throw new Error(`unexpected ${String(value)}`)
}
