/** What each rule says to a credit manager, in English. Placeholders are the parameters of its findings. */
export const RULES_EN: Readonly<Record<string, string>> = {
  'consumer/no-recovery-indemnity':
    'The fixed indemnity of 40 € is owed between professionals only and cannot be asked of a consumer: remove “{words}”.',
  'consumer/no-business-interest':
    'A consumer owes interest at the legal rate only, not the penalties of businesses based on the ECB rate: remove “{words}”.',
  'consumer/interest-before-notice':
    'A consumer owes interest only from the formal notice on, and none has been sent: remove “{words}”.',
  'consumer/no-recovery-costs':
    'Without an enforceable title, costs of recovery stay with the creditor and cannot be asked of a consumer: remove “{words}”.',
  'consumer/language':
    'This message is written in “{language}”, but the consumer is in France: French is compulsory there, a translation may accompany it.',
  'debtor/unknown-kind':
    'What kind of debtor this is has not been recorded: until it is, the most protective rules, those for consumers, hold. Record it by loading a customer file with a column “Customer type” (business, consumer, public…) under Data.',
  'debtor/regime-not-recorded':
    'Whether this debtor acts as a business or as a consumer is not recorded: it is treated as {regime}, which decides on interest and indemnity. If it acts otherwise, remove interest and indemnity from the text meant for it, or load it as a business or a consumer under Data.',
  'indemnity/amount':
    'The fixed indemnity for costs of recovery is 40 € for each invoice: correct “{words}”; more can be asked only with receipts.',
  'indemnity/no-vat': 'The fixed indemnity of 40 € bears no VAT: remove the mention of tax from “{words}”.',
  'indemnity/insolvency':
    'The debtor is in insolvency proceedings: the fixed indemnity cannot be claimed, remove “{words}”.',
  'indemnity/only-when-late':
    'None of the invoices claimed is late yet: the fixed indemnity is not owed, remove “{words}”.',
  'costs/beyond-indemnity':
    'Beyond the 40 €, only costs of recovery with receipts can be asked of a business: make sure that you have those of “{words}”.',
  'late-interest/contract-below-floor':
    'The agreed rate of late interest, {percent} %, is below the legal minimum of {floor} % (three times the legal rate): correct the terms of payment.',
  'late-interest/reference-rate-missing':
    'Late interest cannot be computed: {rate} of half-year {half_year} is missing. An administrator has to enter the value in force on {from} under Settings, Reference rates.',
  'terms/too-long':
    'Invoice {invoice} of {issued} is payable on {due}, beyond the longest term between businesses ({latest} at the latest): check the due date before reminding.',
  'public/not-available':
    'Invoice {invoice} has not been made available to the public purchaser on the invoicing portal: the term of payment has not begun, no reminder is possible.',
  'public/term-still-running':
    'The public purchaser received invoice {invoice} on {available}: its term of thirty days runs until {until} (fifty days for public health establishments).',
  'public/wrong-ground':
    'Towards a public purchaser, interest (ECB rate plus eight points) and indemnity rest on the public procurement code: replace “{words}”.',
  'imitation/court': 'A reminder must not look like an act of a court: replace “{words}”.',
  'imitation/bailiff': 'A reminder must not make believe that it comes from a bailiff: replace “{words}”.',
  'imitation/authority':
    'A reminder must not borrow the signs or the vocabulary of an authority: replace “{words}”.',
  'threat/criminal':
    'An unpaid invoice is a civil matter: threatening with criminal proceedings is an aggressive practice, remove “{words}”.',
  'threat/disclosure':
    'The debt concerns the debtor alone: threatening to tell others is forbidden, remove “{words}”.',
  'threat/blacklist':
    'You can neither put this debtor on a list of bad payers nor threaten to do so: remove “{words}”.',
  'threat/seizure-without-title':
    'Seizure needs an enforceable title: announcing it without one misleads the debtor, remove “{words}”.',
  'threat/court-before-notice':
    'Court proceedings are announced before the formal notice: keep “{words}” for the formal notice.',
  'tone/consequences-to-persons':
    'The tone “consequences” is kept for the formal notice when the debtor is a natural person.',
  'promotion/without-consent':
    'This message carries advertising (“{words}”), but the person has not consented to it: remove it, a reminder does not need any.',
  'promotion/no-way-out':
    'With “{words}” this message becomes advertising: it then has to offer a simple way to refuse it, or else remain a reminder only.',
  'promotion/in-reminder':
    'The words “{words}” turn this reminder into advertising: remove them and it stays a reminder.',
  'formal-notice/words':
    'A formal notice has to say that it is one: add the words “formal notice” (mise en demeure).',
  'formal-notice/debt':
    'A formal notice has to state the sum owed and the invoices meant: add the total and the list of invoices.',
  'formal-notice/parties': 'A formal notice has to name the creditor: fill in name and address.',
  'formal-notice/due-only':
    'Invoice {invoice} can be demanded only after {due}: it cannot be part of the formal notice.',
  'formal-notice/channel':
    'A formal notice cannot go through this channel ({channel}): it has to be a writing whose receipt can be proved.',
  'formal-notice/proof':
    'By {channel}, receipt of the formal notice will be hard to prove: prefer a registered letter.',
  'formal-notice/deadline':
    'The formal notice sets no time limit: give one, of eight or fifteen days for instance.',
  'formal-notice/consequences':
    'The formal notice does not say what follows if nothing is paid: announce what you intend to do.',
  'formal-notice/interest-ground':
    'The formal notice does not mention the interest that it starts: add it with its ground (article 1344-1 of the civil code).',
  'formal-notice/nothing-softer':
    'A formal notice is running: a softer message would weaken it, wait until {until}.',
  'formal-notice/before-hand-over':
    'The file is handed over without a formal notice: most proceedings presuppose one.',
  'formal-notice/before-order-stop':
    'Orders are stopped without a formal notice: notify the failure to pay and its consequences first.',
  'formal-notice/only-as-such':
    'This message gives formal notice (“{words}”), although its step is another: it would start the effects of one.',
  'collector/mandate':
    'Collecting for somebody else needs a written mandate of the creditor: none is recorded for this day.',
  'collector/first-by-letter':
    'The first contact of a collector has to be a letter with the compulsory statements.',
  'collector/identity':
    'The first letter has to give the collector’s name and address and say that the activity is amicable recovery.',
  'collector/creditor': 'The first letter has to give the creditor’s name and address.',
  'collector/basis-and-split':
    'The first letter has to state the ground and the amount of the debt, with principal, interest and accessories apart.',
  'collector/means-of-payment':
    'The first letter has to state the obligation to pay and the means of payment.',
  'collector/law-quoted':
    'The first letter has to quote the second and third paragraphs of article L111-8 of the code of civil enforcement procedures.',
  'collector/reference-recalled':
    'This message has to recall the reference and the date of the first letter to the debtor.',
  'time-bar/consumer':
    'Invoice {invoice} has been time-barred since {since} (two years for consumers): its payment can no longer be demanded.',
  'time-bar/professional':
    'Invoice {invoice} has been time-barred since {since}: its payment can no longer be demanded.',
  'time-bar/public':
    'The claim {invoice} on the public purchaser has been time-barred since {since}: its payment can no longer be demanded.',
  'time-bar/near':
    'Invoice {invoice} will be time-barred on {on}: a plain formal notice does not interrupt the period, an acknowledgement of the debt or a court action does.',
  'time-bar/not-recorded':
    'Invoice {invoice}, due on {due}, may be time-barred: record its date of time-bar before reminding.',
  'claim/not-due': 'Invoice {invoice} can be demanded only after {due}: it can be recalled, not claimed.',
  'claim/nothing-open': 'Invoice {invoice} is paid: there is nothing to claim.',
  'claim/disputed': 'Invoice {invoice} is disputed: it cannot be reminded of before the dispute is settled.',
  'insolvency/everything-stops':
    'Insolvency proceedings have been open since {opened}: earlier debts can be neither claimed nor paid, every reminder stops.',
  'insolvency/over-indebted':
    'Over-indebtedness proceedings have been open since {opened}: every reminder stops.',
  'insolvency/declare-claim':
    'The opening judgment was published on {published}: declare the claim to the judicial agent by {deadline}, or it will not count in the proceedings.',
  'privacy/envelope': 'The envelope lets others guess a debt: remove “{words}”.',
  'privacy/sms-preview':
    'The first {length} characters of the text message show on a locked telephone and name the debt (“{words}”): put it further on or behind the link.',
  'privacy/voicemail':
    'Somebody else may listen to a voice message: it must not name the debt, remove “{words}”.',
  'privacy/manual-task': 'On this channel neither amount nor debt may be named: remove “{words}”.',
  'privacy/tracking-pixel':
    'The e-mail loads remote content (“{words}”), by which its opening can be followed without consent: embed the image or remove it.',
  'privacy/profile-of-persons':
    'A profile or score was used to choose this message for a natural person without a recorded data-protection assessment: switch it off or have the assessment recorded.',
  'privacy/sensitive-criteria':
    'The criterion “{field}” cannot be used to choose tone, channel or holdout for natural persons.',
  'privacy/stand-in-criteria':
    'The criterion “{field}” may stand in for origin or residence: it cannot be used to treat natural persons differently.',
  'consent/opted-out':
    'The debtor has opted out of this channel ({channel}): choose another, the debt remains.',
  'consent/registered-e-letter':
    'Somebody who is no professional must have accepted registered e-letters: without proof of it, send a registered letter on paper.',
  'contact/premium-rate-consumer':
    'The number to call back ({words}) is a premium-rate one, which is forbidden towards consumers: give an ordinary number.',
  'contact/premium-rate':
    'The number to call back ({words}) is a premium-rate one: prefer an ordinary number.',
  'sender/identity': 'The sender is not identified: fill in the creditor’s name.',
  'sender/named-in-sms': 'The text message does not name its sender: add “{sender}”.',
  'sender/registration': 'Letters of {sender} have to state its SIREN number and place of registration.',
  'hours/calls-to-consumers':
    'Calling a consumer at {time} on a {weekday} lies outside the usual hours (Monday to Friday, 10 to 13 and 14 to 20, no public holidays): a habit taken over from canvassing, no statute on reminders.',
  'hours/quiet':
    'A contact at {time} on a {weekday} falls into quiet hours (before 8, after 20, Sunday or public holiday): good practice, no statute.',
}
