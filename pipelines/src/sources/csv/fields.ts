/** Our fields and what files call them, French and English, in lower case without accents, spaces and signs. */
const synonyms: Record<string, string> = {
  customer_id:
    'customerid customer customernumber customerno customercode clientid client codeclient numclient numeroclient noclient nclient ncompte refclient idclient compteclient codetiers comptetiers tiers accountnumber accountcode accountno debtorid debtor contactid idnumber numerocomptetiers numcomptetiers ncomptetiers comptedetiers numerotiers idtiers referenceclient',
  customer_name:
    'customername clientname nomclient raisonsociale nomduclient displayname name nom companyname company societe contactname contact intituleclient intitule libelleclient debtorname billto billtoname organization organisation denomination acheteur buyer buyername nomdutiers nomtiers intituletiers partner partenaire partneridname partneriddisplayname invoicepartnerdisplayname nomdaffichagedupartenairedelafacture destinataire',
  invoice_id:
    'invoiceid invoicenumber invoiceno invoice invoicenum numfacture numerofacture nofacture facture ndefacture nfacture npiece numerodefacture reffacture numerodepiece numpiece piece documentnumber docnumber documentno invoiceref invoicereference billno billnumber number numero no num factureno n ref ndedocument ndudocument numerodudocument numerodedocument numdocument ndepiece referencefacture referencedelafacture referencepiece piecefacture invoiceinvoicenumber',
  issued_on:
    'issuedon invoicedate dateinvoice issuedate dateissued dateofissue datefacture datedefacture datefacturation dateemission datedemission documentdate docdate billdate datepiece dateofinvoice emission issued dateutc created createdutc invoicedateutc datedefacturation datedudocument datededocument invoicebilldate issuedat',
  due_on:
    'dueon duedate datedue due invoiceduedate echeance dateecheance datedecheance echeancele paymentdue paymentduedate maturity maturitydate datelimite duedateutc datelimitereglement datelimitedereglement datelimitepaiement datelimitedepaiement dateecheancefacture payablele dueat invoicedatedue',
  amount:
    'amount invoiceamount totalamount total grandtotal montant montantttc totalttc ttc montantfacture grossamount amountinclvat amountincltax invoicetotal montanttotal montanttotalttc totalinctax valeur value netapayer paymentamount amountpaid montantregle montantpaye montantreglement amountreceived amountduecharged totalsigne totalincurrencysigned totalendevisesigne montantdelafacture montantdelecheance montantecheance amounttotal',
  counterparty:
    'counterparty counterpartyname contrepartie nomdelacontrepartie payee beneficiary beneficiaire donneurdordre',
  net_amount:
    'netamount montantht totalht ht subtotal soustotal amountexcltax amountexclvat nettotal horstaxes horstaxessigne montanthorstaxes untaxedamount untaxedamountsigned amountuntaxed',
  tax_amount: 'taxamount totaltaxamount totaltax tva montanttva vatamount taxtotal totaltva',
  balance:
    'balance balancedue balancedueamount amountdue invoiceamountdue openamount openbalance outstanding amountoutstanding restantdu resteapayer resteadu soldedu solde montantdu montantrestant remaining remainingamount restedu restearegler resteaencaisser resteapayerttc montantrestantdu dueamount amountduesigned montantdusigne invoicebalance amountresidual',
  currency:
    'currency currencycode devise codedevise monnaie invoicecurrency customercurrency clientcurrency currencyid currencyidname',
  settled_on:
    'settledon settleddate paidon paiddate datepaid paymentdate datepayment datereglement datedereglement datepaiement datedepaiement reglele payele dateencaissement cleardate clearingdate clearedon fullypaidondate datesolde soldele lettrele dateencaisse datereceived receiveddate lastpaymentdate datedencaissement datedupaiement datedureglement',
  paid_amount:
    'paidamount paid montantregle montantpaye regle amountapplied paidtodate totalpaid amountpaidamount invoiceamountpaid',
  refunded_amount: 'refundedamount amountrefunded montantrembourse',
  status:
    'status invoicestatus statut etat documentstatus statutfacture etatfacture statutdelafacture facturepayee paymentstatus paymentstate paidstatus statutdupaiement statutdepaiement statutpaiement statutreglement statutdereglement etatdupaiement etatdepaiement',
  disputed: 'disputed dispute litige enlitige contested contestee',
  quantity: 'quantity qty quantite qte itemquantity',
  unit_price: 'unitprice unitamount unitcost prixunitaire pu puht puttc itemprice itemcost itemrate rate',
  line_amount: 'lineamount linetotal itemtotal montantligne totalligne lineitemamount itemamount',
  debit: 'debit montantdebit debitamount moneyout paidout withdrawal withdrawals retrait debiteur depenses',
  credit: 'credit montantcredit creditamount moneyin paidin deposit deposits versement crediteur recettes',
  label:
    'label libelle description details memo narrative libelleoperation libelledeloperation transactiondescription reference communication motif informations',
  payment_id:
    'paymentid paymentnumber paymentno paymentref paymentreference payment refpaiement refreglement numreglement numeroreglement numpaiement npaiement nreglement reglement receiptno receiptnumber transactionid referencereglement referencepaiement',
  method:
    'method paymentmethod modedereglement modereglement moyendepaiement modepaiement modedepaiement mode paymentmode paymenttype',
  terms_days:
    'termsdays terms paymentterms delai delaireglement delaidereglement delaidepaiement netdays conditionsdereglement conditionsdepaiement',
  entity_id: 'entityid entity entite creditor societeemettrice legalentity companycode',
  country: 'country countrycode pays codepays billingcountry pocountry countryregion',
  document_type:
    'documenttype type typededocument typedocument typedepiece typepiece typefacture typedefacture invoicetype transactiontype typedoperation movetype doctype naturedocument',
  contact_type: 'contacttype typetiers typedetiers typeclientfournisseur clientoufournisseur',
  kind: 'kind customertype typeclient typedeclient customersubtype clienttype naturedutiers',
  language: 'language langue lang locale',
  sector: 'sector secteur industry activite naf codenaf ape',
  size: 'size taille effectif',
  account_manager:
    'accountmanager commercial gestionnaire responsable salesperson charge salesrep chargedaffaires chargedecompte',
  email:
    'email mail courriel emailaddress adresseemail adressemail emailid emailrecipient emailclient contactemail',
  phone: 'phone telephone tel phonenumber telfixe numerodetelephone',
  mobile: 'mobile mobilephone portable telephonemobile telmobile cellphone gsm',
  siren: 'siren siret numerosiren numerosiret nsiren nsiret sirensiret',
  vat_number:
    'vatnumber numerotva numtva tvaintra tvaintracommunautaire ntva vat taxid vatid numerodetva contacttaxnumber partneridvat',
  group_key: 'groupkey groupe group payer payeur',
  address:
    'address adresse adresse1 address1 addressline1 street billingstreet billingaddress poaddressline1 rue adressefacturation voie',
  address_2:
    'address2 adresse2 addressline2 street2 billingstreet2 billingaptsuite poaddressline2 complement',
  postal_code:
    'postalcode postcode zip zipcode codepostal cp billingpostalcode billingcode popostalcode postalcodezipcode',
  city: 'city ville commune town billingcity pocity',
  region: 'region state province departement billingstate billingstateprovince provincestate poregion',
  internal: 'internal intragroup intragroupe',
  credit_limit: 'creditlimit plafond encoursautorise',
  date: 'date jour day dateoperation datevaleur operationdate bookingdate transactiondate valuedate datecomptable dateop datedoperation datedelavaleur datedelavaleurlocale settlementdateutc',
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

/** Headers that name a field only where no other header names it better: `Due` beside `Due date` is an amount. */
const WEAK = new Set(
  'due n ref refclient referenceclient piece npiece ndepiece numpiece numerodepiece no num number numero value valeur reference details company societe contact charge rate mode type paymentstatus paymentstate paidstatus statutdupaiement statutdepaiement statutpaiement statutreglement statutdereglement etatdupaiement etatdepaiement regle created createdutc amountpaid amountreceived montantregle montantpaye montantreglement paymentamount'.split(
    ' ',
  ),
)
export const isWeak = (header: string): boolean => WEAK.has(normalHeader(header))

/** Our field for a header, or undefined. */
export const fieldOf = (header: string): string | undefined => byName.get(normalHeader(header))

/** What goes into customer.updated as it stands when a file has it. */
export const customerFields = [
  'country',
  'sector',
  'size',
  'account_manager',
  'group_key',
  'internal',
  'credit_limit',
] as const

/** Fields that name the parts of an invoice; a file that has them may tell one invoice in several rows. */
export const LINE_FIELDS = ['quantity', 'unit_price', 'line_amount'] as const

/** Amounts that are what was paid wherever another column holds the amount of the invoice. */
export const isPaidAmount = (header: string): boolean =>
  /^(amountpaid|amountreceived|montantregle|montantpaye|montantreglement)$/.test(normalHeader(header))
