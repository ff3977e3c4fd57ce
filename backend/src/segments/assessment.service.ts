import { Inject, Injectable } from '@nestjs/common'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import type { Metadata } from '../metadata'
import { ASSESSMENT, AttributesService, RISK_MODEL } from './attributes.service'
import type { Assessment } from './attributes.service'

/** Whether profiles and risk of natural persons were assessed, by whom and when. */
@Injectable()
export class AssessmentService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly attributes: AttributesService,
  ) {}

  get(): Promise<Assessment | null> {
    return this.attributes.assessment()
  }

  async set(value: Assessment | null, actor: string): Promise<Assessment | null> {
    const before = await this.get()
    await this.attributes.keep(ASSESSMENT, value)
    // A model that learned from natural persons goes with what allowed it.
    const model = value === null ? await this.attributes.riskModel() : null
    if (model?.natural_persons) await this.attributes.keep(RISK_MODEL, null)
    const change = { actor, action: 'assessment.set', subject: 'assessment', before, after: value }
    await audit(this.metadata, change)
    return value
  }
}
