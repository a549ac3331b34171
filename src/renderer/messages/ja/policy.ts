// How a letter is given, where that stands out: on its row, at its head, and where it is chosen.
import type { policy as en } from '../en/policy.ts'

export const policy: typeof en = {
  urgent: '至急',
  urgentHint: '相手には「至急」と表示されます。',
}
