// The number of runs in a *.many.test.ts: few in `npm run test:others`, all in
// `FUMIKURA_MANY=1 npm run test:others`.

/** Returns `few`, or `all` if FUMIKURA_MANY is 1. */
export function runs(few: number, all: number): number {
  return process.env.FUMIKURA_MANY === '1' ? all : few
}
