import { ReportLinksController } from './links/links.controller'
import { ReportLinksService } from './links/links.service'
import { SharedReportController } from './links/shared-report.controller'
import { ReportFiguresService } from './report-figures.service'
import { ReportsController } from './reports.controller'
import { ReportsService } from './reports.service'
import { ScheduledMails } from './schedules/scheduled-mails.service'
import { ScheduledReports } from './schedules/scheduled-reports.service'
import { SchedulesController } from './schedules/schedules.controller'
import { SchedulesService } from './schedules/schedules.service'
import { SharingController } from './sharing/sharing.controller'
import { SharingService } from './sharing/sharing.service'

export { ScheduledReports }
export const reportControllers = [
  ReportsController,
  SchedulesController,
  ReportLinksController,
  SharedReportController,
  SharingController,
]
export const reportProviders = [
  ReportFiguresService,
  ReportsService,
  SharingService,
  ScheduledMails,
  ScheduledReports,
  SchedulesService,
  ReportLinksService,
]
