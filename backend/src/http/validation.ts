import { StandardSchemaValidationPipe } from '@nestjs/common'
import { AppError } from './app-error'

/** Checks every parameter that has a schema; says each field that is wrong, not what was in it. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const fields = issues.slice(0, 50).map((issue) => ({
        path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
        message: issue.message,
      }))
      const text = fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
      return new AppError('http/invalid', 400, text.join('; '), { fields })
    },
  })
}
