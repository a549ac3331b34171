// push: messages to phones whose page is not in view, through the push services of their browsers.
export { canPush, PhonePushes } from './phone-pushes.ts'
export { postPush, type PushNetwork } from './post-push.ts'
export { Vapid } from './vapid.ts'
