import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { IngestError } from '../ingest-error'
import { readSample } from '../sample'
import { isXlsx, readSheet, refuseOtherSpreadsheets } from './index'

async function written(fill: (book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  fill(book)
  return Buffer.from(await book.xlsx.writeBuffer())
}

const sheetOf = (file: Buffer, wanted?: string) => readSheet(Readable.from([file]), 'a.xlsx', wanted)

async function csvOf(file: Buffer, wanted?: string): Promise<string[]> {
  const { bytes } = await sheetOf(file, wanted)
  return (await text(Readable.from(bytes).pipe(new PassThrough()))).trimEnd().split('\n')
}

const table = (sheet: ExcelJS.Worksheet) => {
  sheet.addRow(['Numéro', 'Client', 'Date', 'Montant'])
  sheet.addRow(['0007', 'Été & Cie', new Date('2025-01-13'), 1234.56])
  sheet.addRow(['0008', 'Say "hi", Bob', new Date('2025-01-14T15:30:00Z'), 0.1 + 0.2])
}

describe('a sheet', () => {
  it('becomes CSV: days in ISO 8601, plain decimals, zeros before texts kept', async () => {
    const file = await written((book) => table(book.addWorksheet('Factures')))
    expect(isXlsx(readSample(file, 'a.xlsx', true))).toBe(true)
    expect(await csvOf(file)).toEqual([
      'Numéro,Client,Date,Montant',
      '0007,Été & Cie,2025-01-13,1234.56',
      '0008,"Say ""hi"", Bob",2025-01-14 15:30:00,0.3',
    ])
  })

  it('gives formulas as their last values, and numbers shown with zeros or a currency as they are shown', async () => {
    const file = await written((book) => {
      const sheet = book.addWorksheet('A')
      sheet.addRow(['code', 'sum', 'due', 'rich'])
      const row = sheet.addRow([42, { formula: '1+1', result: 2.5 }, { formula: 'B1', result: 45000 }])
      row.getCell(1).numFmt = '00000'
      row.getCell(2).numFmt = '#,##0.00 [$€-40C]'
      row.getCell(3).numFmt = 'dd/mm/yyyy'
      row.getCell(4).value = { richText: [{ text: 'a' }, { font: { bold: true }, text: 'b' }] }
    })
    expect(await csvOf(file)).toEqual(['code,sum,due,rich', '00042,2.5 €,2023-03-15,ab'])
  })

  it('repeats cells that are merged downwards, and leaves the other cells of a title empty', async () => {
    const file = await written((book) => {
      const sheet = book.addWorksheet('A')
      sheet.addRow(['Title', '', ''])
      sheet.addRow(['client', 'number', 'amount'])
      for (const number of [1, 2, 3]) sheet.addRow([number === 1 ? 'ACME' : '', number, 10 * number])
      sheet.mergeCells('A1:C1')
      sheet.mergeCells('A3:A5')
    })
    expect(await csvOf(file)).toEqual([
      'Title,,',
      'client,number,amount',
      'ACME,1,10',
      'ACME,2,20',
      'ACME,3,30',
    ])
  })

  it('is the one with most rows of a table that can be seen, unless another is named', async () => {
    const file = await written((book) => {
      book.addWorksheet('Notes').addRow(['read', 'me'])
      const hidden = book.addWorksheet('Secret', { state: 'hidden' })
      for (let n = 0; n < 50; n += 1) hidden.addRow([n, n, n])
      table(book.addWorksheet('Factures'))
    })
    expect(await sheetOf(file)).toMatchObject({ name: 'Factures', others: ['Notes'] })
    expect(await csvOf(file, 'Notes')).toEqual(['read,me'])
    await expect(sheetOf(file, 'Nope')).rejects.toMatchObject({
      code: 'ingest/no-sheet',
      details: { sheets: ['Notes', 'Secret', 'Factures'] },
    })
  })

  it('with rows shorter than its header is filled up, and empty rows are left out', async () => {
    const file = await written((book) => {
      const sheet = book.addWorksheet('A')
      sheet.addRow(['a', 'b', 'c'])
      sheet.getCell('A5').value = 'x'
    })
    expect(await csvOf(file)).toEqual(['a,b,c', 'x,,'])
  })
})

describe('a spreadsheet that cannot be read', () => {
  const ole = (content: Buffer) =>
    readSample(
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(64), content]),
      'a.xls',
      true,
    )

  it('says that it is protected, or of an old kind, and what to do', () => {
    const locked = ole(Buffer.from('EncryptedPackage', 'utf16le'))
    expect(() => refuseOtherSpreadsheets(locked)).toThrow(/protected by a password.*save it without/)
    expect(() => refuseOtherSpreadsheets(ole(Buffer.from('Workbook', 'utf16le')))).toThrow(
      /save it as \.xlsx/,
    )
  })

  it('is refused when a part of it unpacks to hundreds of times its size, before it is unpacked', async () => {
    const file = await written((book) => table(book.addWorksheet('A')))
    const parts = unzipSync(file)
    parts['xl/worksheets/sheet1.xml'] = new Uint8Array(60_000_000).fill(32)
    const bomb = Buffer.from(zipSync(parts, { level: 9 }))
    await expect(csvOf(bomb)).rejects.toMatchObject({ code: 'ingest/spreadsheet-too-large' })
    // The same when its table of contents lies; then the first of what is wrong with it is told.
    const at = bomb.lastIndexOf(Buffer.from('xl/worksheets/sheet1.xml')) - 46
    bomb.writeUInt32LE(1000, at + 24)
    await expect(csvOf(bomb)).rejects.toBeInstanceOf(IngestError)
  })

  it('is refused when a part differs from its checksum', async () => {
    const parts = unzipSync(await written((book) => table(book.addWorksheet('A'))))
    for (const level of [0, 6] as const) {
      const whole = Buffer.from(zipSync(parts, { level }))
      expect(await csvOf(whole)).toHaveLength(3)
      // what the table of contents states of the sheet
      const name = whole.lastIndexOf('xl/worksheets/sheet1.xml')
      whole.writeUInt8(whole.readUInt8(name - 46 + 16) ^ 1, name - 46 + 16)
      await expect(csvOf(whole)).rejects.toThrow(/xl\/worksheets\/sheet1\.xml is damaged/)
    }
  })

  it('is refused when it declares a document type, or a cell has no end', async () => {
    const file = await written((book) => table(book.addWorksheet('A')))
    const withSheet = (xml: string) =>
      Buffer.from(zipSync({ ...unzipSync(file), 'xl/worksheets/sheet1.xml': Buffer.from(xml) }))
    const doctype = withSheet('<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>')
    await expect(csvOf(doctype)).rejects.toMatchObject({ code: 'ingest/spreadsheet-broken' })
    const random = Array.from({ length: 300_000 }, (_, n) => ((n * 7919) % 9973).toString(36)).join('')
    const endless = withSheet(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>${random.repeat(2)}`)
    await expect(csvOf(endless)).rejects.toBeInstanceOf(IngestError)
  })

  it('gives rows or a reason whatever bytes of it are broken', async () => {
    const file = await written((book) => table(book.addWorksheet('A')))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        fc.nat(file.length),
        async (flips, cut) => {
          const broken = Buffer.from(cut % 3 === 0 ? file.subarray(0, cut) : file)
          for (const [at, value] of flips) if (at < broken.length) broken[at] = value
          try {
            await csvOf(broken)
          } catch (error) {
            expect(error).toBeInstanceOf(IngestError)
          }
        },
      ),
      { seed: 7, numRuns: 200 },
    )
  })
})
