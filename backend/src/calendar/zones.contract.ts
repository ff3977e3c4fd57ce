/** Parts of France with public holidays of their own. */
export const FRENCH_ZONES = [
  'metropole',
  'alsace-moselle',
  'guadeloupe',
  'martinique',
  'guyane',
  'la-reunion',
  'mayotte',
  'saint-barthelemy',
  'saint-martin',
  'saint-pierre-et-miquelon',
  'polynesie',
  'nouvelle-caledonie',
  'wallis',
] as const
export type FrenchZone = (typeof FRENCH_ZONES)[number]
