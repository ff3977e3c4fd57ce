import type { Provider } from '@nestjs/common'
import { METADATA } from '../app/tokens'
import { SYSTEM_MAIL } from '../auth/system-mail'
import type { Metadata } from '../metadata'
import { TEST_SENDER } from '../messages'
import { SecretsService } from '../secrets/secrets.service'
import { CHANNEL_SEAL, ChannelSettingsService } from './channels/channel-settings.service'
import type { ChannelSeal } from './channels/channel-settings.service'
import { AlertsController } from './alerts/alerts.controller'
import { StaleAlerts } from './alerts/stale-alerts.service'
import { LetterBatches } from './channels/letter/letter-batches'
import { LettersController } from './channels/letter/letters.controller'
import { LettersService } from './channels/letter/letters.service'
import { LetterChannel } from './channels/letter/letter-channel'
import { LogChannel } from './channels/log/log-channel'
import { MAKE_CHANNEL } from './channels/make-channel'
import { TaskChannel } from './channels/phone/task-channel'
import { RoutedChannel } from './channels/routed-channel'
import { SystemMailer } from './channels/system-mailer'
import { TrialSender } from './channels/trial-sender'
import { ChannelsController } from './channels/channels.controller'
import { ComposerService } from './compose/composer.service'
import { DispatchService } from './dispatch.service'
import { OverrideList } from './overrides/override-list.service'
import { OverridesController } from './overrides/overrides.controller'
import { OverridesService } from './overrides/overrides.service'
import { Controls } from './outbox/controls'
import { DeadLetters } from './outbox/dead-letters'
import { CHANNELS, CLOCK, COMPOSER } from './ports'
import type { Channels, Clock } from './ports'
import { SendingController } from './sending.controller'
import { SendingService } from './sending.service'
import { StandStill } from './stand-still'
import { VerdictsController } from './verdicts/verdicts.controller'
import { VerdictsService } from './verdicts/verdicts.service'
import { WorkListController } from './work-list/work-list.controller'
import { WorkListService } from './work-list/work-list.service'

const EMAILS_AT_ONCE = 5
const POSTS_AT_ONCE = 2
/** Letters cost what the post asks, which whoever posts them records. */
const UNPRICED = '0'

const seal = (secrets: SecretsService): ChannelSeal => ({
  encrypt: (plain) => secrets.encrypt('channel-secret', plain),
  decrypt: (sealed) => secrets.decrypt('channel-secret', sealed),
})

/** Every way out. No SMS provider takes a key by which a repetition is known, so SMS are not repeated by themselves. */
function channels({ db }: Metadata, settings: ChannelSettingsService): Channels {
  const log = (name: string) => new LogChannel(name, db)
  return [
    new RoutedChannel('email', EMAILS_AT_ONCE, true, settings, MAKE_CHANNEL.email, log('email')),
    new RoutedChannel('sms', POSTS_AT_ONCE, false, settings, MAKE_CHANNEL.sms, log('sms')),
    new RoutedChannel('webhook', POSTS_AT_ONCE, true, settings, MAKE_CHANNEL.webhook, log('webhook')),
    new LetterChannel('letter', db, UNPRICED),
    new LetterChannel('registered_letter', db, UNPRICED),
    new TaskChannel('phone', db),
    new TaskChannel('task', db),
  ]
}

export { DispatchService, StandStill }
export const dispatchControllers = [
  AlertsController,
  ChannelsController,
  LettersController,
  OverridesController,
  SendingController,
  VerdictsController,
  WorkListController,
]
export const dispatchProviders: Provider[] = [
  ChannelSettingsService,
  ComposerService,
  DispatchService,
  LettersService,
  OverrideList,
  OverridesService,
  SendingService,
  StaleAlerts,
  StandStill,
  VerdictsService,
  WorkListService,
  SystemMailer,
  { provide: SYSTEM_MAIL, useExisting: SystemMailer },
  TrialSender,
  { provide: TEST_SENDER, useExisting: TrialSender },
  { provide: CHANNEL_SEAL, useFactory: seal, inject: [SecretsService] },
  { provide: COMPOSER, useExisting: ComposerService },
  { provide: CHANNELS, useFactory: channels, inject: [METADATA, ChannelSettingsService] },
  // each application has its own, which tests may set
  { provide: CLOCK, useFactory: (): Clock => ({ now: () => new Date() }) },
  { provide: Controls, useFactory: ({ db }: Metadata) => new Controls(db), inject: [METADATA] },
  { provide: DeadLetters, useFactory: ({ db }: Metadata) => new DeadLetters(db), inject: [METADATA] },
  { provide: LetterBatches, useFactory: ({ db }: Metadata) => new LetterBatches(db), inject: [METADATA] },
]
