// The mark of an urgent letter, in English: in its row, at its head, and in the send options.
export const policy = {
  urgency: 'Urgency',
  urgent: 'Urgent',
  notUrgent: 'Not urgent',
  urgentHint: 'Readers see that the letter is urgent.',
}
