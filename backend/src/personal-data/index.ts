import type { Provider } from '@nestjs/common'
import { ErasuresService } from './erasures.service'
import { PeopleService } from './people.service'
import { RetentionService } from './retention.service'

export { PersonalDataController } from './personal-data.controller'
export { RetentionService }
export const personalDataProviders: Provider[] = [PeopleService, ErasuresService, RetentionService]
