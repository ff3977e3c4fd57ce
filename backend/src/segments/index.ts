import { AssessmentService } from './assessment.service'
import { AttributesService } from './attributes.service'
import { ProfilesController } from './profiles.controller'
import { ProfilesService } from './profiles.service'
import { RiskService } from './risk.service'
import { SegmentsController } from './segments.controller'
import { SegmentsService } from './segments.service'

export { AttributesService, SegmentsService }
export const segmentControllers = [SegmentsController, ProfilesController]
export const segmentProviders = [
  AttributesService,
  SegmentsService,
  ProfilesService,
  RiskService,
  AssessmentService,
]
