/** What each rule says to a credit manager, in French. Placeholders are the parameters of its findings. */
export const RULES_FR: Readonly<Record<string, string>> = {
  'consumer/no-recovery-indemnity':
    'L’indemnité forfaitaire de 40 € ne peut pas être demandée à un consommateur, elle n’est due qu’entre professionnels : retirez « {words} ».',
  'consumer/no-business-interest':
    'Un consommateur ne doit que l’intérêt au taux légal, non les pénalités des professionnels calculées sur le taux de la BCE : retirez « {words} ».',
  'consumer/interest-before-notice':
    'Un consommateur ne doit d’intérêts qu’à compter de la mise en demeure, et aucune ne lui a été adressée : retirez « {words} ».',
  'consumer/no-recovery-costs':
    'Sans titre exécutoire, les frais de recouvrement restent à la charge du créancier et ne peuvent être réclamés à un consommateur : retirez « {words} ».',
  'consumer/language':
    'Ce message est rédigé en « {language} » alors que le consommateur se trouve en France : le français y est obligatoire, une traduction peut l’accompagner.',
  'debtor/unknown-kind':
    'La nature du débiteur n’est pas connue : il est traité comme un consommateur, avec les règles les plus protectrices. Renseignez-la en chargeant un fichier clients qui a une colonne « Type de client » (entreprise, particulier, public…) dans Données.',
  'debtor/regime-not-recorded':
    'Il n’est pas renseigné si ce débiteur agit comme professionnel ou comme consommateur : il est traité comme {regime}, ce qui décide des intérêts et de l’indemnité. S’il agit autrement, retirez intérêts et indemnité du texte qui lui est destiné, ou chargez-le comme entreprise ou comme particulier dans Données.',
  'indemnity/amount':
    'L’indemnité forfaitaire pour frais de recouvrement est fixée à 40 € par facture : corrigez « {words} » ; un montant supérieur ne se demande que sur justificatifs.',
  'indemnity/no-vat':
    'L’indemnité forfaitaire de 40 € n’est pas soumise à la TVA : retirez la mention de taxe dans « {words} ».',
  'indemnity/insolvency':
    'Le débiteur fait l’objet d’une procédure collective : l’indemnité forfaitaire ne peut pas lui être demandée, retirez « {words} ».',
  'indemnity/only-when-late':
    'Aucune facture visée n’est encore en retard : l’indemnité forfaitaire n’est pas due, retirez « {words} ».',
  'costs/beyond-indemnity':
    'Au-delà des 40 €, seuls des frais de recouvrement justifiés peuvent être demandés à un professionnel : assurez-vous d’avoir les justificatifs de « {words} ».',
  'late-interest/contract-below-floor':
    'Le taux de pénalités convenu, {percent} %, est inférieur au minimum légal de {floor} % (trois fois le taux d’intérêt légal) : corrigez les conditions de règlement.',
  'late-interest/reference-rate-missing':
    'Les intérêts de retard ne peuvent pas être calculés : il manque {rate} du semestre {half_year}. Un administrateur doit saisir la valeur en vigueur au {from} dans Réglages, Taux de référence.',
  'terms/too-long':
    'La facture {invoice} du {issued} est payable le {due}, au-delà du délai maximal entre professionnels (au plus tard le {latest}) : vérifiez l’échéance avant de relancer.',
  'public/not-available':
    'La facture {invoice} n’est pas encore mise à disposition de l’acheteur public sur le portail de facturation : le délai de paiement n’a pas commencé, aucune relance n’est possible.',
  'public/term-still-running':
    'L’acheteur public a reçu la facture {invoice} le {available} : son délai de paiement de trente jours court jusqu’au {until} (cinquante jours pour un établissement public de santé).',
  'public/wrong-ground':
    'Envers un acheteur public, les intérêts moratoires (taux BCE majoré de huit points) et l’indemnité relèvent du code de la commande publique : remplacez « {words} ».',
  'imitation/court': 'Une relance ne doit pas ressembler à un acte de justice : remplacez « {words} ».',
  'imitation/bailiff':
    'Une relance ne doit pas laisser croire qu’elle émane d’un commissaire de justice : remplacez « {words} ».',
  'imitation/authority':
    'Une relance ne doit pas emprunter les signes ou le vocabulaire d’une administration : remplacez « {words} ».',
  'threat/criminal':
    'Une facture impayée est une affaire civile : menacer de poursuites pénales est une pratique agressive, retirez « {words} ».',
  'threat/disclosure':
    'La dette ne regarde que le débiteur : menacer d’en parler à des tiers est interdit, retirez « {words} ».',
  'threat/blacklist':
    'Vous ne pouvez ni inscrire ce débiteur dans un fichier de mauvais payeurs ni l’en menacer : retirez « {words} ».',
  'threat/seizure-without-title':
    'Une saisie suppose un titre exécutoire : l’annoncer avant d’en disposer trompe le débiteur, retirez « {words} ».',
  'threat/court-before-notice':
    'Une action en justice est annoncée avant la mise en demeure : réservez « {words} » à la mise en demeure.',
  'tone/consequences-to-persons':
    'Le ton « conséquences » est réservé à la mise en demeure lorsque le débiteur est une personne physique.',
  'promotion/without-consent':
    'Ce message contient de la publicité (« {words} ») alors que la personne n’a pas consenti à la prospection : retirez-la, une relance n’en a pas besoin.',
  'promotion/no-way-out':
    'Avec « {words} », ce message devient de la prospection : il doit alors offrir un moyen simple de s’y opposer, ou se limiter à la relance.',
  'promotion/in-reminder':
    'La mention « {words} » fait de cette relance un message de prospection : retirez-la pour rester dans le cadre du recouvrement.',
  'formal-notice/words':
    'Une mise en demeure doit dire qu’elle en est une : ajoutez les mots « mise en demeure ».',
  'formal-notice/debt':
    'Une mise en demeure doit indiquer la somme due et les factures concernées : ajoutez le total et la liste des factures.',
  'formal-notice/parties':
    'Une mise en demeure doit identifier le créancier : renseignez son nom et son adresse.',
  'formal-notice/due-only':
    'La facture {invoice} n’est exigible qu’après le {due} : elle ne peut pas figurer dans la mise en demeure.',
  'formal-notice/channel':
    'Une mise en demeure ne peut pas être adressée par ce canal ({channel}) : elle doit être un écrit dont la réception se prouve.',
  'formal-notice/proof':
    'Par {channel}, la réception de la mise en demeure sera difficile à prouver : préférez la lettre recommandée avec avis de réception.',
  'formal-notice/deadline':
    'La mise en demeure ne fixe pas de délai : indiquez-en un, de huit ou quinze jours par exemple.',
  'formal-notice/consequences':
    'La mise en demeure ne dit pas ce qui suivra à défaut de paiement : annoncez la suite que vous entendez donner.',
  'formal-notice/interest-ground':
    'La mise en demeure ne mentionne pas les intérêts qu’elle fait courir : ajoutez-les avec leur fondement (article 1344-1 du code civil).',
  'formal-notice/nothing-softer':
    'Une mise en demeure est en cours : un message plus doux l’affaiblirait, attendez le {until}.',
  'formal-notice/before-hand-over':
    'Le dossier est transmis sans mise en demeure préalable : la plupart des procédures la supposent.',
  'formal-notice/before-order-stop':
    'Les commandes sont suspendues sans mise en demeure préalable : notifiez d’abord le manquement et ses conséquences.',
  'formal-notice/only-as-such':
    'Ce message met en demeure (« {words} ») alors qu’il ne s’agit pas de l’étape de mise en demeure : il en déclencherait les effets.',
  'collector/mandate':
    'Pour recouvrer au nom d’autrui, il faut un mandat écrit du créancier : aucun n’est enregistré à cette date.',
  'collector/first-by-letter':
    'Le premier contact d’un recouvreur doit être une lettre comportant les mentions obligatoires.',
  'collector/identity':
    'La première lettre doit donner le nom ou la dénomination et l’adresse du recouvreur et préciser qu’il exerce une activité de recouvrement amiable.',
  'collector/creditor': 'La première lettre doit donner le nom ou la dénomination et l’adresse du créancier.',
  'collector/basis-and-split':
    'La première lettre doit indiquer le fondement et le montant de la somme due, en distinguant principal, intérêts et accessoires.',
  'collector/means-of-payment':
    'La première lettre doit indiquer l’obligation de payer la somme due et les modalités du paiement.',
  'collector/law-quoted':
    'La première lettre doit reproduire les deuxième et troisième alinéas de l’article L111-8 du code des procédures civiles d’exécution.',
  'collector/reference-recalled':
    'Ce message doit rappeler les références et la date de la première lettre adressée au débiteur.',
  'time-bar/consumer':
    'La facture {invoice} est prescrite depuis le {since} (deux ans envers un consommateur) : son paiement ne peut plus être exigé.',
  'time-bar/professional':
    'La facture {invoice} est prescrite depuis le {since} : son paiement ne peut plus être exigé.',
  'time-bar/public':
    'La créance {invoice} sur l’acheteur public est prescrite depuis le {since} : son paiement ne peut plus être exigé.',
  'time-bar/near':
    'La facture {invoice} sera prescrite le {on} : une simple mise en demeure n’interrompt pas la prescription, il faut une reconnaissance de dette ou une action en justice.',
  'time-bar/not-recorded':
    'La facture {invoice}, échue le {due}, est peut-être prescrite : renseignez sa date de prescription avant de relancer.',
  'claim/not-due':
    'La facture {invoice} n’est exigible qu’après le {due} : elle peut être rappelée, non réclamée.',
  'claim/nothing-open': 'La facture {invoice} est réglée : il n’y a rien à réclamer.',
  'claim/disputed':
    'La facture {invoice} est contestée : elle ne peut être relancée avant que le litige soit tranché.',
  'insolvency/everything-stops':
    'Une procédure collective est ouverte depuis le {opened} : les créances antérieures ne peuvent être ni réclamées ni payées, toute relance cesse.',
  'insolvency/over-indebted':
    'Une procédure de surendettement est ouverte depuis le {opened} : toute relance cesse.',
  'insolvency/declare-claim':
    'Le jugement d’ouverture a été publié le {published} : déclarez la créance au mandataire judiciaire au plus tard le {deadline}, sans quoi elle sera inopposable à la procédure.',
  'privacy/envelope': 'L’enveloppe laisse deviner une dette à des tiers : retirez « {words} ».',
  'privacy/sms-preview':
    'Les {length} premiers caractères du SMS s’affichent sur un téléphone verrouillé et nomment la dette (« {words} ») : placez-la plus loin ou derrière le lien.',
  'privacy/voicemail':
    'Un message vocal peut être écouté par un tiers : il ne doit pas nommer la dette, retirez « {words} ».',
  'privacy/manual-task': 'Sur ce canal, ni montant ni dette ne doivent être nommés : retirez « {words} ».',
  'privacy/tracking-pixel':
    'Le courriel charge un contenu distant (« {words} »), ce qui permet de suivre son ouverture sans consentement : joignez l’image ou retirez-la.',
  'privacy/profile-of-persons':
    'Un profil ou un score a servi à choisir ce message pour une personne physique sans analyse d’impact enregistrée : désactivez-le ou faites enregistrer l’analyse.',
  'privacy/sensitive-criteria':
    'Le critère « {field} » ne peut pas servir à choisir le ton, le canal ou le groupe témoin pour des personnes physiques.',
  'privacy/stand-in-criteria':
    'Le critère « {field} » peut révéler l’origine ou la résidence : il ne peut pas servir à traiter différemment des personnes physiques.',
  'consent/opted-out':
    'Le débiteur s’est opposé aux messages par ce canal ({channel}) : choisissez-en un autre, la dette demeure.',
  'consent/registered-e-letter':
    'Un non-professionnel doit avoir accepté la lettre recommandée électronique : sans preuve de son accord, envoyez une lettre recommandée papier.',
  'contact/premium-rate-consumer':
    'Le numéro à rappeler ({words}) est surtaxé, ce qui est interdit envers un consommateur : indiquez un numéro non surtaxé.',
  'contact/premium-rate': 'Le numéro à rappeler ({words}) est surtaxé : préférez un numéro non surtaxé.',
  'sender/identity': 'L’expéditeur n’est pas identifié : renseignez le nom du créancier.',
  'sender/named-in-sms': 'Le SMS ne nomme pas son expéditeur : ajoutez « {sender} ».',
  'sender/registration':
    'La correspondance de {sender} doit mentionner son numéro SIREN et son lieu d’immatriculation.',
  'hours/calls-to-consumers':
    'L’appel d’un consommateur à {time} un {weekday} sort des plages usuelles (du lundi au vendredi, de 10 h à 13 h et de 14 h à 20 h, hors jours fériés) : usage repris du démarchage, non une obligation légale en recouvrement.',
  'hours/quiet':
    'Un contact à {time} un {weekday} tombe pendant les heures calmes (avant 8 h, après 20 h, dimanche ou jour férié) : règle de bonne conduite, non une obligation légale.',
}
