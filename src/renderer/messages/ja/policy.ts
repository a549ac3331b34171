// The mark of an urgent letter, in Japanese.
import type { policy as en } from '../en/policy.ts'

export const policy: typeof en = {
  urgency: '至急かどうか',
  notUrgent: '至急でない',
  urgent: '至急',
  urgentHint: '相手の画面では、この手紙に「至急」と表示されます。',
}
