import { describe, expect, it } from 'vitest'
import { discountByText, dueByText } from './terms-text'

const ISSUED = '2026-01-10'

describe('a due date in words', () => {
  it.each([
    ['30 jours net', '2026-02-09'],
    ['PAIEMENT 30 JOURS NET', '2026-02-09'],
    ['À 45 jours date de facture', '2026-02-24'],
    ['30 jours fin de mois', '2026-02-28'],
    ['45 jours fin de mois le 15', '2026-03-15'],
    ['Paiement à réception', '2026-01-10'],
    ['Comptant', '2026-01-10'],
    ['Date limite de règlement : 28/02/2026', '2026-02-28'],
    ['Payment within 30 days', '2026-02-09'],
    ['Net 60', '2026-03-11'],
    ['Due by 2026-03-01', '2026-03-01'],
    ['Due on receipt', '2026-01-10'],
    ['net 30 EOM', '2026-02-28'],
    ['Zahlbar ohne Abzug bis 22.02.2026', '2026-02-22'],
    [
      'Zahlbar innerhalb 30 Tagen netto bis 09.02.2026, 3% Skonto innerhalb 10 Tagen bis 20.01.2026',
      '2026-02-09',
    ],
    ['Zahlungsziel 14 Tage', '2026-01-24'],
    ['#SKONTO#TAGE=7#PROZENT=2.00#\nZahlbar in 30 Tagen', '2026-02-09'],
    ['30 dagar netto. Dröjsmålsränta:12 %', '2026-02-09'],
    ['Betaling binnen 14 dagen', '2026-01-24'],
    ['30 giorni data fattura', '2026-02-09'],
    ['Pago a 30 días', '2026-02-09'],
    ['Escompte de 2 % sous 8 jours. Paiement à 60 jours.', '2026-03-11'],
    ['12/31/2026', '2026-12-31'],
  ])('reads "%s" as %s', (text, due) => {
    expect(dueByText(text, ISSUED)).toBe(due)
  })

  it.each([
    ['2 % discount if paid within 2 days Penalty percentage 10% from due date'],
    ['50% prepaid, 50% within one month'],
    ['30 jours ou 60 jours selon accord'],
    ['Skontovereinbarung: 2% bei Zahlung innerhalb 10 Tagen nach Rechnungsdatum'],
    ['Selon conditions générales'],
    ['Pénalités de retard au-delà de 40 jours : 3 fois le taux légal'],
    ['Contrat du 01.01.2020'],
    [''],
  ])('says nothing for "%s"', (text) => {
    expect(dueByText(text, ISSUED)).toBeNull()
  })

  it('reads a note only where it speaks of paying', () => {
    expect(dueByText('Bestellung vom 01.03.2026', ISSUED, true)).toBeNull()
    expect(dueByText('Zahlbar bis 01.03.2026', ISSUED, true)).toBe('2026-03-01')
    expect(dueByText('Retour sous 14 jours', ISSUED, true)).toBeNull()
  })

  it('needs a day of issue that exists', () => {
    expect(dueByText('30 jours', '2026-13-40')).toBeNull()
  })

  it('reads the German form of a discount', () => {
    expect(discountByText('#SKONTO#TAGE=14#PROZENT=2.25#')).toEqual({ pct: '2.25', days: 14 })
    expect(discountByText('2 % Skonto')).toBeNull()
  })
})
