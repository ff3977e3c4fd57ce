import type { LegalRule } from '../rule'
import { businessRules } from './businesses'
import { claimRules } from './claims'
import { collectorRules } from './collectors'
import { consumerRules } from './consumers'
import { contactRules } from './contact'
import { formalNoticeRules } from './formal-notice'
import { imitationRules } from './imitation'
import { insolvencyRules } from './insolvency'
import { privacyRules } from './privacy'
import { promotionRules } from './promotion'
import { publicRules } from './public-purchasers'

/** Every version of every rule, by theme. */
export const LEGAL_RULES: readonly LegalRule[] = [
  ...insolvencyRules,
  ...claimRules,
  ...consumerRules,
  ...businessRules,
  ...publicRules,
  ...formalNoticeRules,
  ...collectorRules,
  ...imitationRules,
  ...promotionRules,
  ...contactRules,
  ...privacyRules,
]
