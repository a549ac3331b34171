// Makes the build that the engines and the page of the web tests are started from.
import { ensureBuilt } from '../../../bin/ensure-built.js'

export default ensureBuilt
