/** Our fields and what files call them, French and English, in lower case without accents, spaces and signs. */
const synonyms: Record<string, string> = {
  customer_id:
    'customerid customer customernumber customerno customercode clientid client codeclient numclient numeroclient noclient nclient ncompte refclient idclient compteclient codetiers comptetiers tiers accountnumber accountcode accountno debtorid debtor contactid',
  customer_name:
    'customername clientname nomclient raisonsociale nomduclient name nom companyname company societe contactname contact intituleclient intitule libelleclient debtorname billto billtoname organization organisation',
  invoice_id:
    'invoiceid invoicenumber invoiceno invoice invoicenum numfacture numerofacture nofacture facture ndefacture nfacture npiece numerodefacture reffacture numerodepiece numpiece piece documentnumber docnumber documentno invoiceref invoicereference billno billnumber number numero factureno',
  issued_on:
    'issuedon invoicedate dateinvoice issuedate dateofissue datefacture datedefacture datefacturation dateemission datedemission documentdate docdate billdate datepiece dateofinvoice emission issued',
  due_on:
    'dueon duedate datedue invoiceduedate echeance dateecheance datedecheance echeancele paymentdue paymentduedate maturity maturitydate datelimite',
  amount:
    'amount invoiceamount totalamount total grandtotal montant montantttc totalttc ttc montantfacture grossamount amountinclvat amountincltax invoicetotal montanttotal totalinctax valeur value netapayer paymentamount amountpaid montantregle montantpaye montantreglement amountreceived amountduecharged',
  currency: 'currency currencycode devise codedevise monnaie invoicecurrency',
  settled_on:
    'settledon settleddate paidon paiddate datepaid paymentdate datepayment datereglement datedereglement datepaiement datedepaiement reglele payele dateencaissement cleardate clearingdate clearedon fullypaidondate datesolde soldele lettrele dateencaisse datereceived receiveddate',
  paid_amount: 'paidamount paid montantregle montantpaye regle amountapplied paidtodate totalpaid',
  disputed: 'disputed dispute litige enlitige contested contestee',
  payment_id:
    'paymentid paymentnumber paymentno paymentref paymentreference payment refpaiement refreglement numreglement numeroreglement numpaiement npaiement nreglement reglement receiptno receiptnumber transactionid referencereglement referencepaiement',
  method:
    'method paymentmethod modedereglement modereglement moyendepaiement modepaiement modedepaiement mode paymentmode paymenttype',
  terms_days: 'termsdays terms paymentterms delai delaireglement delaidepaiement netdays',
  entity_id: 'entityid entity entite creditor societeemettrice legalentity companycode',
  country: 'country countrycode pays codepays billingcountry',
  kind: 'kind customertype typeclient typedeclient',
  language: 'language langue lang',
  sector: 'sector secteur industry activite naf codenaf ape',
  size: 'size taille effectif',
  account_manager: 'accountmanager commercial gestionnaire responsable salesperson charge salesrep',
  email: 'email mail courriel emailaddress adresseemail',
  phone: 'phone telephone tel phonenumber mobile',
  group_key: 'siren siret vatnumber numerotva tvaintra vat taxid groupkey',
  internal: 'internal intragroup intragroupe',
  credit_limit: 'creditlimit plafond encoursautorise',
  date: 'date jour day',
}

const byName = new Map<string, string>()
for (const [field, names] of Object.entries(synonyms)) {
  for (const name of names.split(' ')) if (!byName.has(name)) byName.set(name, field)
}

/** Names of headers as they are compared: lower case, no accents, letters and digits only. */
export const normalHeader = (header: string): string =>
  header
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

/** Our field for a header, or undefined. */
export const fieldOf = (header: string): string | undefined => byName.get(normalHeader(header))

/** What goes into customer.updated when a file has it. */
export const customerFields = [
  'country',
  'kind',
  'language',
  'sector',
  'size',
  'account_manager',
  'group_key',
  'internal',
  'credit_limit',
  'terms_days',
] as const
