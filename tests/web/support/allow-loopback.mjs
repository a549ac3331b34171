// Loaded by an engine of a web test (NODE_OPTIONS). Counts this device as an address of the Internet, so
// that a test can be the server that a mail names. Everything else is as it is.
import { BlockList } from 'node:net'

const check = BlockList.prototype.check
BlockList.prototype.check = function (address, family) {
  return address !== '127.0.0.1' && check.call(this, address, family)
}
