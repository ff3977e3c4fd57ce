type Words = readonly [fr: string, en: string]
const text = (severity: 'error' | 'warning' | 'note', message: Words, mend: Words) => ({
  severity,
  message: { fr: message[0], en: message[1] },
  mend: { fr: mend[0], en: mend[1] },
})

/** What a check of a design can find, and how to mend it; {names} are filled in. */
export const TEXTS = {
  bad_population: text(
    'error',
    ['La règle de population est fausse : {what}', 'The rule of the population is wrong: {what}'],
    ['Corriger la règle.', 'Mend the rule.'],
  ),
  empty_population: text(
    'warning',
    ['Personne ne correspond aujourd’hui à cette campagne.', 'Nobody fits this campaign today.'],
    [
      'Vérifier la règle de population et les entités.',
      'Look at the rule of the population and the entities.',
    ],
  ),
  unknown_segment: text(
    'error',
    ['Le segment {segment} n’existe pas.', 'There is no segment {segment}.'],
    ['Choisir un segment enregistré.', 'Choose a saved segment.'],
  ),
  segment_twice: text(
    'error',
    ['Le segment {segment} a deux scénarios.', 'The segment {segment} has two scenarios.'],
    ['En retirer un : seul le premier compterait.', 'Take one away: only the first would count.'],
  ),
  rest_not_last: text(
    'error',
    ['« Tous les autres » doit venir en dernier.', '“Everyone else” has to be last.'],
    ['Déplacer ce scénario à la fin.', 'Move this scenario to the end.'],
  ),
  rest_missing: text(
    'note',
    ['Les clients hors segments ne reçoivent rien.', 'Customers outside the segments get nothing.'],
    [
      'Ajouter un scénario pour tous les autres si ce n’est pas voulu.',
      'Add a scenario for everyone else unless this is meant.',
    ],
  ),
  segment_empty: text(
    'warning',
    ['Le segment {segment} ne contient personne aujourd’hui.', 'Nobody is in the segment {segment} today.'],
    ['Vérifier sa règle et l’ordre des segments.', 'Look at its rule and at the order of segments.'],
  ),
  custom_field_to_review: text(
    'warning',
    [
      'Le champ libre {field} sert pour des personnes physiques : vérifier ce qu’il désigne.',
      'The custom field {field} is used for natural persons: see what it stands for.',
    ],
    [
      'Confirmer qu’il n’indique ni origine, ni santé, ni famille.',
      'Make sure that it tells neither origin, health nor family.',
    ],
  ),
  step_twice: text(
    'error',
    ['Deux étapes portent le nom {step}.', 'Two steps are called {step}.'],
    ['Donner un nom à chacune.', 'Give each a name of its own.'],
  ),
  first_after_previous: text(
    'error',
    [
      'La première étape compte ses jours depuis une étape qui n’existe pas.',
      'The first step counts its days from a step that does not exist.',
    ],
    ['Compter depuis l’échéance.', 'Count from the due date.'],
  ),
  steps_out_of_order: text(
    'error',
    [
      'L’étape {step} tombe à J{day}, avant {before} à J{before_day}.',
      'The step {step} falls on day {day}, before {before} on day {before_day}.',
    ],
    ['Remettre les étapes dans l’ordre de leurs jours.', 'Put the steps in the order of their days.'],
  ),
  softer_after: text(
    'warning',
    [
      'L’étape {step} est plus douce que {before}, qui la précède.',
      'The step {step} is softer than {before} before it.',
    ],
    ['Vérifier que c’est voulu.', 'Make sure that this is meant.'],
  ),
  before_due_late: text(
    'error',
    [
      'L’étape {step} doit précéder l’échéance, elle tombe à J{day}.',
      'The step {step} has to come before the due date, it falls on day {day}.',
    ],
    ['Choisir un jour négatif.', 'Choose a negative day.'],
  ),
  reminder_before_due: text(
    'error',
    [
      'L’étape {step} relance à J{day}, avant que la facture soit en retard.',
      'The step {step} reminds on day {day}, before the invoice is late.',
    ],
    ['Choisir un jour après l’échéance.', 'Choose a day after the due date.'],
  ),
  quiet_time: text(
    'warning',
    [
      'L’étape {step} viendra {quiet} jours après la mise en demeure au plus tôt, pas {days}.',
      'The step {step} comes {quiet} days after the formal notice at the earliest, not {days}.',
    ],
    [
      'La reculer, ou réduire le silence après mise en demeure.',
      'Move it back, or shorten the quiet after a formal notice.',
    ],
  ),
  hand_over_without_notice: text(
    'error',
    [
      'La remise du dossier {step} n’est précédée d’aucune mise en demeure.',
      'No formal notice comes before the hand-over {step}.',
    ],
    ['Ajouter une mise en demeure avant.', 'Add a formal notice before it.'],
  ),
  step_delayed_by_cap: text(
    'warning',
    [
      'La limite « {cap} » repousse l’étape {step} de J{day} à J{later} ({audience}).',
      'The cap “{cap}” moves the step {step} from day {day} to day {later} ({audience}).',
    ],
    ['Espacer les étapes.', 'Give the steps more room.'],
  ),
  step_unreachable: text(
    'error',
    [
      'L’étape {step} n’arrive jamais : la campagne se termine le {ends_on}.',
      'The step {step} never comes: the campaign ends on {ends_on}.',
    ],
    ['Prolonger la campagne, ou retirer l’étape.', 'Let the campaign last longer, or take the step away.'],
  ),
  ended_already: text(
    'error',
    ['La campagne se termine le {ends_on}, qui est passé.', 'The campaign ends on {ends_on}, which is past.'],
    ['Choisir une date à venir, ou aucune.', 'Choose a day to come, or none.'],
  ),
  bounds_empty: text(
    'error',
    [
      'Le minimum {minimum} de l’étape {step} dépasse son maximum {maximum}.',
      'The minimum {minimum} of the step {step} is above its maximum {maximum}.',
    ],
    ['Corriger les montants.', 'Mend the amounts.'],
  ),
  channel_twice: text(
    'warning',
    [
      'Le canal {channel} figure deux fois dans l’étape {step}.',
      'The channel {channel} stands twice in the step {step}.',
    ],
    ['En retirer un.', 'Take one away.'],
  ),
  reaction_twice: text(
    'error',
    ['Deux réactions répondent à {step}.', 'Two reactions answer to {step}.'],
    ['En retirer une.', 'Take one away.'],
  ),
  template_missing: text(
    'error',
    [
      'Aucun texte {template} pour le canal {channel} en {language} ({customers} clients).',
      'There is no text {template} for the channel {channel} in {language} ({customers} customers).',
    ],
    ['Écrire ce texte, ou retirer le canal.', 'Write this text, or take the channel away.'],
  ),
  tone_missing: text(
    'warning',
    [
      'Le texte {template} ({channel}, {language}) n’existe pas au ton {tone} ; celui au ton {instead} part à sa place.',
      'The text {template} ({channel}, {language}) does not exist in the tone {tone}; the one in the tone {instead} goes instead.',
    ],
    [
      'Écrire ce ton, ou le choisir pour l’étape.',
      'Write it in this tone, or choose the other for the step.',
    ],
  ),
  sender_missing: text(
    'error',
    [
      'L’entité {entity} n’a pas d’identité d’expéditeur.',
      'The entity {entity} has no identity as a sender.',
    ],
    ['La saisir dans Réglages, entités.', 'Enter it in Settings, entities.'],
  ),
  overlap_first: text(
    'warning',
    [
      '{customers} clients sont aussi dans la campagne active « {campaign} », après laquelle celle-ci passe.',
      '{customers} customers are also in the active campaign “{campaign}”, which goes first.',
    ],
    [
      'Resserrer une des populations, ou changer la priorité.',
      'Narrow one of the populations, or change the priority.',
    ],
  ),
  overlap_second: text(
    'warning',
    [
      '{customers} clients sont aussi dans la campagne active « {campaign} », avant laquelle celle-ci passe.',
      '{customers} customers are also in the active campaign “{campaign}”, before which this one goes.',
    ],
    [
      'Resserrer une des populations, ou changer la priorité.',
      'Narrow one of the populations, or change the priority.',
    ],
  ),
} as const
export type FindingCode = keyof typeof TEXTS
