// A process whose only thread waits and never comes back, as one does whose disk hangs in the middle of a commit.
import { endInTime } from '../../../src/main/headless/end-in-time.ts'

endInTime(200)
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
