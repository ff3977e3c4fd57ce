import { Module } from '@nestjs/common'
import type { DynamicModule, Provider } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core'
import { StandardSchemaSerializerInterceptor } from '@nestjs/common'
import { alertControllers, alertProviders } from '../alerts'
import { authControllers, authProviders } from '../auth'
import { AuditInterceptor } from '../auth/audit.interceptor'
import { AuthGuard } from '../auth/auth.guard'
import { BackupController } from '../backup/backup.controller'
import { BackupService } from '../backup/backup.service'
import { campaignControllers, campaignProviders } from '../campaigns'
import { ClosesController } from '../closes/closes.controller'
import { ClosesService } from '../closes/closes.service'
import type { Config } from '../config/config'
import { ContactPolicyController } from '../contact-policy/contact-policy.controller'
import { ContactPolicyService } from '../contact-policy/contact-policy.service'
import { customerPageControllers, customerPageProviders } from '../customer-page'
import { DemoController } from '../demo/demo.controller'
import { DemoService } from '../demo/demo.service'
import { dispatchControllers, dispatchProviders } from '../dispatch'
import { EntitiesController } from '../entities/entities.controller'
import { EntitiesService } from '../entities/entities.service'
import { EventsController } from '../events/events.controller'
import { EventsService } from '../events/events.service'
import { experimentControllers, experimentProviders } from '../experiments'
import { FileStore } from '../files/file-store'
import { FilesController } from '../files/files.controller'
import { FilesService } from '../files/files.service'
import { ApiDescription, DocsController } from '../http/docs.controller'
import { HandOverController } from '../hand-over/hand-over.controller'
import { HandOverService } from '../hand-over/hand-over.service'
import { HealthController } from '../http/health.controller'
import { IdempotencyInterceptor } from '../http/idempotency.interceptor'
import { PagesController } from '../http/pages.controller'
import { ProblemFilter } from '../http/problem.filter'
import { Traffic } from '../http/traffic'
import { InboxController } from '../inbox/inbox.controller'
import { InboxService } from '../inbox/inbox.service'
import { WatchFolderService } from '../inbox/watch-folder.service'
import { JobBoard } from '../jobs/job-board'
import { JobsController } from '../jobs/jobs.controller'
import { KpisController } from '../kpis/kpis.controller'
import { KpisService } from '../kpis/kpis.service'
import { OutlookController } from '../kpis/outlook.controller'
import { OutlookService } from '../kpis/outlook.service'
import { ExchangeRatesController } from '../currencies/exchange-rates.controller'
import { ExchangeRatesService } from '../currencies/exchange-rates.service'
import { ReferenceRatesController } from '../legal/reference-rates.controller'
import { ReferenceRatesService } from '../legal/reference-rates.service'
import { LoadsController } from '../loads/loads.controller'
import { LoadsService } from '../loads/loads.service'
import { LocalController } from '../local/local.controller'
import { LocalService } from '../local/local.service'
import { MatchingController } from '../matching/matching.controller'
import { MatchingService } from '../matching/matching.service'
import { MappingsController } from '../mappings/mappings.controller'
import { MappingsService } from '../mappings/mappings.service'
import { messageControllers, messageProviders } from '../messages'
import { Metrics } from '../metrics/metrics'
import { MetricsController } from '../metrics/metrics.controller'
import { StandingService } from '../metrics/standing.service'
import { noticeControllers, noticeProviders } from '../notices'
import { PersonalDataController, personalDataProviders } from '../personal-data'
import { ReceivablesController } from '../receivables/receivables.controller'
import { ReceivablesService } from '../receivables/receivables.service'
import { RepliesController } from '../replies/replies.controller'
import { RepliesService } from '../replies/replies.service'
import { reportControllers, reportProviders } from '../reports'
import { SecretsService } from '../secrets/secrets.service'
import { segmentControllers, segmentProviders } from '../segments'
import { SourcesController } from '../sources/sources.controller'
import { TargetsController } from '../targets/targets.controller'
import { TargetsService } from '../targets/targets.service'
import { pageLinks } from './page-links'
import { statements } from './statements'
import type { Stores } from './stores'
import { amazonEdge } from '../webhooks/amazon-edge'
import { ConnectionsController } from '../webhooks/connections.controller'
import { ConnectionsService } from '../webhooks/connections.service'
import { WebhooksController } from '../webhooks/webhooks.controller'
import { WebhooksService } from '../webhooks/webhooks.service'
import { workbenchControllers, workbenchProviders } from '../workbench'
import { AMAZON_EDGE, CONFIG, ENGINE, METADATA, RUN_TOKEN, WAREHOUSE } from './tokens'

const EVERYWHERE: Provider[] = [
  { provide: APP_FILTER, useClass: ProblemFilter },
  { provide: APP_GUARD, useClass: AuthGuard },
  { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  { provide: APP_INTERCEPTOR, useClass: StandardSchemaSerializerInterceptor },
]

@Module({})
export class AppModule {
  /** The whole application over stores that are open already. */
  static over(config: Config, stores: Stores, runToken: string): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        HealthController,
        InboxController,
        MetricsController,
        DocsController,
        ...authControllers,
        KpisController,
        OutlookController,
        TargetsController,
        ...alertControllers,
        ...noticeControllers,
        ...reportControllers,
        ClosesController,
        ReceivablesController,
        HandOverController,
        ...segmentControllers,
        ...campaignControllers,
        ...experimentControllers,
        ...messageControllers,
        ...customerPageControllers,
        ...dispatchControllers,
        EntitiesController,
        FilesController,
        MappingsController,
        ReferenceRatesController,
        ExchangeRatesController,
        ContactPolicyController,
        RepliesController,
        JobsController,
        LoadsController,
        MatchingController,
        ...workbenchControllers,
        EventsController,
        SourcesController,
        ConnectionsController,
        WebhooksController,
        DemoController,
        LocalController,
        BackupController,
        PersonalDataController,
        PagesController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: METADATA, useValue: stores.metadata },
        { provide: WAREHOUSE, useValue: stores.warehouse },
        { provide: ENGINE, useValue: stores.engine },
        { provide: RUN_TOKEN, useValue: runToken },
        { provide: Metrics, useValue: stores.metrics },
        ...EVERYWHERE,
        ApiDescription,
        Traffic,
        SecretsService,
        ...authProviders,
        EntitiesService,
        KpisService,
        OutlookService,
        TargetsService,
        ...alertProviders,
        ...noticeProviders,
        ...reportProviders,
        ClosesService,
        ReceivablesService,
        HandOverService,
        ...segmentProviders,
        ...campaignProviders,
        ...experimentProviders,
        ...messageProviders,
        ...customerPageProviders,
        ...dispatchProviders,
        pageLinks,
        statements,
        JobBoard,
        StandingService,
        InboxService,
        WatchFolderService,
        EventsService,
        ConnectionsService,
        WebhooksService,
        { provide: AMAZON_EDGE, useValue: amazonEdge() },
        MappingsService,
        ReferenceRatesService,
        ExchangeRatesService,
        ContactPolicyService,
        RepliesService,
        FileStore,
        FilesService,
        LoadsService,
        MatchingService,
        ...workbenchProviders,
        DemoService,
        BackupService,
        LocalService,
        ...personalDataProviders,
      ],
    }
  }
}
