import { locale } from '../i18n/locale.svelte'
import * as dates from './date'
import * as moneys from './money'
import * as numbers from './number'

/** The formatters in the language of the screen. Every figure and date on a screen passes through here. */
export const format = {
  decimal: (value: string | number, digits: number, sign?: 'auto' | 'exceptZero') =>
    numbers.decimal(value, locale.language, digits, sign),
  whole: (value: string | number) => numbers.whole(value, locale.language),
  percent: (share: number, digits?: number) => numbers.percent(share, locale.language, digits),
  days: (value: number, digits?: number) => numbers.days(value, locale.language, digits),
  bytes: (value: number) => numbers.bytes(value, locale.language),
  money: (value: string | number, currency: string) => moneys.money(value, currency, locale.language),
  amount: (value: string | number) => moneys.amount(value, locale.language),
  headline: (value: string | number, currency: string, sign?: 'auto' | 'exceptZero') =>
    moneys.headline(value, currency, locale.language, sign),
  moneyUnit: (letter: string, currency: string) => moneys.moneyUnit(letter, currency, locale.language),
  day: (iso: string, withYear?: boolean) => dates.day(iso, locale.language, withYear),
  month: (iso: string, form?: 'short' | 'long' | 'bare') => dates.month(iso, locale.language, form),
  period: (from: string, to: string) => dates.period(from, to, locale.language),
  moment: (iso: string) => dates.moment(iso, locale.language),
}
