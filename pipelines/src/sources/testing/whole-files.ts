import fs from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import ExcelJS from 'exceljs'
import { zipSync } from 'fflate'

/** Where real input files stand, beside the project; a bench looks from the folder that it was bundled into. */
const shared = besideProject(import.meta.dirname)

function besideProject(from: string): string {
  const found = path.join(from, 'shared/data')
  const above = path.dirname(from)
  return fs.existsSync(found) || above === from ? found : besideProject(above)
}

export const hasRealFiles = fs.existsSync(shared)

const real = (name: string): Buffer => fs.readFileSync(path.join(shared, name))

/** A whole file of each kind, small enough to be broken many times: name of the file, and its bytes. */
export async function wholeFiles(): Promise<Record<string, [fileName: string, bytes: Buffer]>> {
  const invoices = real('ibm-late-payment/WA_Fn-UseC_-Accounts-Receivable.csv').toString('latin1')
  const some = invoices.split('\n').slice(0, 60).join('\n')
  const ubl = real('e-invoices/en16931-ubl-examples/ubl-tc434-example1.xml')
  return {
    csv: ['invoices.csv', Buffer.from(some, 'latin1')],
    xlsx: ['invoices.xlsx', await spreadsheet(some)],
    ndjson: ['events.ndjson', Buffer.from(events(40))],
    fec: ['123456789FEC20201231.txt', real('fec/sage-coala-2020.txt')],
    ubl: ['invoice.xml', ubl],
    cii: ['factur-x.xml', real('e-invoices/akretion-factur-x/factur-x-basic.xml')],
    'factur-x': ['invoice.pdf', firstPdf()],
    archive: ['invoices.zip', Buffer.from(zipSync({ 'a.xml': ubl, 'b.xml': ubl }))],
    'camt.053': ['camt.xml', real('bank-statements/genkgo-camt/camt053.v8.xml')],
    'camt.054': ['camt.xml', real('bank-statements/genkgo-camt/camt054.v4.xml')],
    'archive of camt': [
      'C53.zip',
      Buffer.from(zipSync({ 'a.xml': real('bank-statements/genkgo-camt/camt053.v4.xml') })),
    ],
    cfonb120: ['releve.txt', real('bank-statements/cfonb120-silarhi/complex-test.txt')],
    cfonb240: ['releve.txt', real('bank-statements/cfonb120-silarhi/cfonb.240-complex-test.txt')],
    mt940: ['statement.sta', Buffer.from(MT940)],
    ofx: ['statement.ofx', Buffer.from(OFX)],
    stripe: ['stripe.json', real('stripe/stripe-ruby-mock-webhooks/invoice.paid.json')],
    'message provider': ['sendgrid.json', firstOf('message-webhooks/anymail-sendgrid')],
  }
}

function firstOf(folder: string): Buffer {
  const [name = ''] = fs.readdirSync(path.join(shared, folder)).sort()
  return real(path.join(folder, name))
}

function firstPdf(): Buffer {
  const folder = 'e-invoices/akretion-factur-x'
  const name = fs.readdirSync(path.join(shared, folder)).find((file) => file.endsWith('.pdf')) ?? ''
  return real(path.join(folder, name))
}

async function spreadsheet(csv: string): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('Invoices')
  for (const line of csv.split('\n')) sheet.addRow(line.trim().split(','))
  const out = new PassThrough()
  const whole = buffer(out)
  await workbook.xlsx.write(out)
  out.end()
  return whole
}

function events(count: number): string {
  return Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      event_id: `i${n}`,
      event_type: n % 2 ? 'invoice.issued' : 'payment.received',
      occurred_on: '2025-03-01',
      customer_id: `C${n % 7}`,
      invoice_id: `F${n}`,
      amount: `${n}.50`,
      due_on: '2025-04-01',
      allocations: n % 2 ? [] : [{ invoice_id: `F${n}`, amount: `${n}.50` }],
    }),
  ).join('\n')
}

const MT940 = `:20:STMT
:25:FR7630006000011234567890189
:28C:1/1
:60F:C250101EUR1000,00
:61:2501020102C150,00NTRFF1001//B1
:86:INVOICE F1001 CUSTOMER ONE
:61:2501030103D20,50NCHGNONREF//B2
:86:FEES
:62F:C250103EUR1129,50
-`

const OFX = `OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30006<ACCTID>00001123456<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20250101<DTEND>20250131<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20250102<TRNAMT>150.00<FITID>B1<NAME>CUSTOMER ONE<MEMO>F1001</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250103<TRNAMT>-20.50<FITID>B2<NAME>FEES</STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>129.50<DTASOF>20250131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`
