import { analystUser } from '@relance/pipelines'
import type { AnalystUser } from '@relance/pipelines'
import type { Config } from '../../config/config'
import { masterKey } from '../../secrets/master-key'
import { subkeyOf } from '../../secrets/seal'

/** Engine users of those who see every entity: there from the start, so that most never wait for a restart. */
export function initialAnalysts(config: Config): AnalystUser[] {
  const secret = subkeyOf(masterKey(config), 'analyst-users')
  return [true, false].map((contacts) => analystUser({ entityIds: null, contacts }, secret))
}
