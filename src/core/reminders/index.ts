// reminders: "tell me if nobody answers". A fact about an own letter that never leaves the home.
// It may import base, the ledger and views. Path: send or a later call → one row → an answer removes
// it, or the timer raises it → the letter waits for its author.
export {
  endReminder,
  findReminder,
  isReminderDue,
  listReminders,
  remindersSchema,
  setReminder,
} from './reminders.ts'
export { ReminderTimer } from './reminder-timer.ts'
