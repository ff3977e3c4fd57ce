import type { Channel, ReactionTrigger, StepKind } from '../../campaigns/campaign.contract'
import { type Said, type Sentences, dayText, moneyText } from './sentence-format'

const on = (day: string | number | undefined): string => dayText('fr', String(day))
const until = ({ until: day }: Said): string => (day ? ` jusqu'au ${on(day)} inclus` : '')
const since = (day: string | number | undefined): string => (day ? ` depuis le ${on(day)}` : '')
const money = (value: string | number | undefined, currency: string | number | undefined): string =>
  moneyText('fr', Number(value ?? 0), String(currency ?? ''))

const CAPS: Readonly<Record<string, string>> = {
  gap: 'un contact par 72\u00a0heures',
  week: 'le nombre de contacts par 7\u00a0jours',
  month: 'le nombre de contacts par 30\u00a0jours',
  calls_a_day: 'un appel par jour',
  calls_a_week: "le nombre d'appels par semaine",
}

export const CHANNELS_FR: Readonly<Record<Channel, string>> = {
  email: 'par e-mail',
  sms: 'par SMS',
  letter: 'par courrier',
  registered_letter: 'par lettre recommandée',
  phone: 'par téléphone',
  task: 'comme tâche manuelle',
  webhook: 'par un système relié',
}

export const KINDS_FR: Readonly<Record<StepKind, string>> = {
  satisfaction: 'Question de satisfaction',
  before_due: "Message avant l'échéance",
  courteous: 'Relance courtoise',
  firm: 'Relance ferme',
  formal_notice: 'Mise en demeure',
  order_stop: 'Annonce du blocage des commandes',
  hand_over: 'Transmission au contentieux',
}

export const REACTIONS_FR: Readonly<Record<ReactionTrigger, string>> = {
  payment: 'Remerciement pour un paiement',
  part_payment: 'Message après un paiement partiel',
  promise: "Confirmation d'une promesse de paiement",
  broken_promise: 'Message après une promesse non tenue',
  claimed_payment: 'Réponse à un paiement annoncé comme fait',
  dispute: "Accusé de réception d'un litige",
  plan: "Rappel avant une échéance de l'échéancier",
  call: "Compte rendu d'un appel",
  low_satisfaction: 'Réponse à une satisfaction faible',
  settlement: 'Question après règlement',
}

const RATES: Readonly<Record<string, string>> = {
  ecb_refinancing: 'le taux de refinancement de la BCE',
  legal_other: "le taux d'intérêt légal (tous les autres cas)",
}

const by = ({ channel }: Said): string => (channel ? CHANNELS_FR[channel as Channel] : '')

export const REASONS_FR: Sentences = {
  nothing_due: ({ next, step }) =>
    next
      ? `Rien à envoyer aujourd'hui\u00a0: la prochaine étape${step ? ` (${KINDS_FR[step as StepKind].toLowerCase()})` : ''} vient le ${on(next)}.`
      : "Rien à envoyer aujourd'hui\u00a0: aucune facture n'attend d'étape.",
  not_in_population: 'Pas de message\u00a0: le client ne fait pas partie de la population de la campagne.',
  below_minimum: ({ total, minimum, currency }) =>
    `Pas de message\u00a0: le montant dû (${money(total, currency)}) est inférieur au minimum de ${money(minimum, currency)}.`,
  paid: 'Pas de message\u00a0: tout est réglé.',
  disputed: ({ since: day, status }) =>
    `Pas de message\u00a0: la facture est en litige${since(day)}${status ? ` (statut ${status} de la facture électronique)` : ''}.`,
  promise: (said) =>
    `Pas de message\u00a0: le client a promis de payer le ${on(said['promised'])}\u00a0; le paiement est attendu${until(said)}.`,
  plan: ({ next }) =>
    `Pas de message\u00a0: un échéancier est respecté${next ? `, prochaine échéance le ${on(next)}` : ''}.`,
  hold: (said) =>
    `Pas de message\u00a0: relances bloquées${until(said)}${said['why'] ? ` (${said['why']})` : ''}.`,
  claimed_payment: (said) =>
    `Pas de message\u00a0: le client a annoncé le ${on(said['on'])} avoir payé\u00a0; le paiement est recherché${until(said)}.`,
  reply_pending: (said) =>
    `Pas de message\u00a0: le client a répondu le ${on(said['on'])}\u00a0; une personne doit lire sa réponse${until(said)}.`,
  complaint: (said) =>
    `Pas de message\u00a0: une réclamation du ${on(said['on'])} suspend les relances${said['until'] ? until(said) : " jusqu'à la décision d'une personne"}.`,
  low_satisfaction: (said) =>
    `Pas de message\u00a0: le client a donné la note de ${said['score']} sur 10 le ${on(said['on'])}\u00a0; relances suspendues${until(said)}.`,
  refund_unexplained:
    "Pas de message\u00a0: un remboursement attend son avoir\u00a0; il n'est pas réclamé. Chargez l'avoir dans Données.",
  insolvency: (said) =>
    `Pas de message\u00a0: procédure collective ouverte le ${on(said['on'])}\u00a0; la créance doit être déclarée dans les deux mois de la publication${said['published'] ? ` du ${on(said['published'])}` : ''}.`,
  time_barred: (said) => `Pas de message\u00a0: la créance est prescrite depuis le ${on(said['on'])}.`,
  internal: 'Pas de message\u00a0: le client est une société du groupe.',
  direct_debit_pending: ({ means }) =>
    means === 'bill'
      ? "Pas de message\u00a0: la facture est payée par une traite qui n'est pas rejetée."
      : "Pas de message\u00a0: la facture est payée par un prélèvement qui n'est pas rejeté.",
  factored: 'Pas de message\u00a0: la facture est cédée à un affactureur.',
  not_available_yet: ({ known }) =>
    known
      ? `Pas de message\u00a0: la facture n'est pas encore mise à disposition du client (statut ${known}).`
      : 'Pas de message\u00a0: rien ne dit que la facture est mise à disposition du client. Chargez ses statuts de facturation électronique dans Données.',
  undetailed:
    "Pas de message\u00a0: l'à-nouveau n'est pas détaillé par facture. Chargez dans Données les factures qui le composent.",
  no_address: (said) =>
    `Pas de message\u00a0: aucune adresse connue pour joindre le client ${by(said)}. Chargez dans Données un fichier clients avec ses contacts, ou permettez un autre canal dans l'étape.`,
  opted_out: (said) =>
    `Pas de message\u00a0: le client refuse d'être contacté ${by(said)} et l'étape ne permet aucun autre canal. Ajoutez-en un à l'étape, le courrier par exemple.`,
  bounced: (said) =>
    `Pas de message\u00a0: l'adresse ${said['address']} n'existe plus et il n'y en a pas d'autre. Chargez dans Données un autre contact du client.`,
  legal: (said) =>
    said['fr']
      ? `Pas de message, selon ${said['article']}\u00a0: ${said['fr']}`
      : `Pas de message\u00a0: la règle «\u00a0${said['rule']}\u00a0» (${said['article']}) l'interdit. La vérification de la campagne dit ce qu'il faut changer.`,
  rate_missing: (said) =>
    `Message retenu\u00a0: il manque ${RATES[String(said['rate'])] ?? 'un taux de référence'}${said['half_year'] ? ` du semestre ${said['half_year']}` : ''}, sans quoi les intérêts de retard ne peuvent pas être calculés. Saisissez ${said['from'] ? `la valeur en vigueur au ${on(said['from'])}` : 'ce taux'} dans Réglages, Taux de référence\u00a0: le message partira ensuite.`,
  cap: ({ rule, free }) =>
    `Pas de message\u00a0: la limite est atteinte (${CAPS[String(rule)] ?? String(rule)})\u00a0; libre ${free}.`,
  after_formal_notice: (said) =>
    `Pas de message\u00a0: après la mise en demeure du ${on(said['on'])}, rien de plus doux${until(said)}.`,
  stale_payments: ({ known, hours }) =>
    `Pas de message\u00a0: les paiements ${known ? `ne sont connus que jusqu'à ${known}` : 'ne sont pas connus'}, plus de ${hours}\u00a0heures. Chargez dans Données un relevé bancaire ou le grand livre.`,
  holdout: (said) => `Pas de message\u00a0: le client est dans le groupe témoin sans relance${until(said)}.`,
  not_reachable_in_all_cells:
    "Pas de message\u00a0: une variante de l'expérience ne pourrait pas joindre ce client\u00a0; il est hors de l'expérience.",
  other_campaign: ({ campaign }) =>
    `Pas de message de cette campagne\u00a0: ${campaign ? `la campagne «\u00a0${campaign}\u00a0»` : 'une autre campagne'} écrit au client.`,
  scenario_finished:
    'Pas de message\u00a0: toutes les étapes ont eu lieu\u00a0; une personne décide de la suite, depuis la liste À relancer.',
  campaign_ended: ({ on: day }) =>
    `Pas de message\u00a0: la campagne est terminée${day ? ` depuis le ${on(day)}` : ''}.`,
  already_contacted_today: (said) =>
    `Pas de message\u00a0: le client a déjà été contacté aujourd'hui ${by(said)}.`,
  overridden: (said) =>
    `Pas de message\u00a0: ${said['by'] || 'une personne'} a suspendu les relances${until(said)}.`,
  not_started: "Pas de message\u00a0: la campagne n'a pas commencé\u00a0; elle se lance depuis sa page.",
  paused: 'Pas de message\u00a0: la campagne est en pause\u00a0; elle se reprend depuis sa page.',
  covered_by_credit: 'Pas de message\u00a0: les avoirs et les versements en compte couvrent ce qui est dû.',
  already_queued: ({ at }) => `Un message attend déjà son envoi ${at}.`,
  no_template: ({ template }) =>
    `Pas de message\u00a0: le modèle «\u00a0${template}\u00a0» n'existe pas dans la langue du client. Écrivez-le dans Messages.`,
  steps_missing:
    "Pas de message\u00a0: une étape exigée avant la mise en demeure n'a pas eu lieu et son montant n'est pas atteint. Passez cette étape pour le client, ou abaissez son minimum dans une copie de la campagne.",
}
