// A process whose only thread blocks forever, as with a disk that hangs during a commit.
import { endInTime } from '../../../src/main/headless/end-in-time.ts'

endInTime(200)
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
