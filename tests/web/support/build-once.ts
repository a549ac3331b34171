// Makes the build from which the engines and the page of the web tests are started.
import { ensureBuilt } from '../../../bin/ensure-built.js'

export default ensureBuilt
