import type { ExchangeRatesAnswer, NewExchangeRate, RatesFileAnswer } from '@relance/backend/contract'
import { query, request } from './client'

export const readExchangeRates = (signal?: AbortSignal) =>
  request<ExchangeRatesAnswer>('GET', '/exchange-rates', signal ? { signal } : {})
export const saveExchangeRate = (body: NewExchangeRate) =>
  request<ExchangeRatesAnswer>('PUT', '/exchange-rates', { body })
export const savePresentation = (currency: string) =>
  request<ExchangeRatesAnswer>('PUT', '/exchange-rates/presentation', { body: { currency } })

/** Sends the file of reference rates as it is. */
export const sendRates = (file: File) =>
  request<RatesFileAnswer>('POST', `/exchange-rates/file${query({ name: file.name })}`, { file })
