import type { Provider } from '@nestjs/common'
import { EXPERIMENT_SOURCE } from '../dispatch/ports'
import { DecisionsService } from './decisions.service'
import { DesignController } from './design/design.controller'
import { DesignService } from './design/design.service'
import { LaunchService } from './design/launch.service'
import { ObstaclesService } from './design/obstacles.service'
import { PastService } from './design/past.service'
import { ExperimentsController } from './experiments.controller'
import { ExperimentsService } from './experiments.service'
import { PostHogService } from './posthog/posthog.service'
import { ProgramService } from './program/program.service'
import { DealtPlacesService } from './results/dealt-places.service'
import { DecisionsLog } from './results/decisions-log'
import { LooksLog } from './results/looks'
import { ResultsService } from './results/results.service'
import { AdaptingService } from './running/adapting.service'
import { ApplyService } from './running/apply.service'
import { DealingService } from './running/dealing.service'
import { EpochsService } from './running/epochs.service'
import { RunningController } from './running/running.controller'
import { RunningExperimentsService } from './running/running-experiments.service'
import { SteeringLog } from './running/steering-log'
import { SteeringService } from './running/steering.service'
import { WatchService } from './running/watch.service'

export { experimentChange } from './experiments.contract'
export { studyOf } from './imported/study-of'
export { toldStudy } from './imported/told-study'
export type { ToldStudy } from './imported/told-study'
export type { ResultsAnswer } from './results/results.contract'
export { ExperimentsService, PostHogService }
export const experimentControllers = [DesignController, ExperimentsController, RunningController]
export const experimentProviders: Provider[] = [
  ExperimentsService,
  ResultsService,
  DealtPlacesService,
  LooksLog,
  DecisionsLog,
  ProgramService,
  PostHogService,
  DecisionsService,
  PastService,
  ObstaclesService,
  DesignService,
  LaunchService,
  DealingService,
  EpochsService,
  SteeringLog,
  SteeringService,
  WatchService,
  AdaptingService,
  ApplyService,
  RunningExperimentsService,
  { provide: EXPERIMENT_SOURCE, useExisting: RunningExperimentsService },
]
