const MM = 72 / 25.4
/** Millimetres in points. */
export const mm = (length: number): number => length * MM

/**
 * A4 folded in three for a DL envelope (110 × 220 mm) with its window on the right: 35 × 100 mm, 20 mm from the right
 * and from the lower edge. The sheet (210 × 99 mm when folded) may slide 10 mm sideways and 11 mm up or down, so what
 * always shows lies between 100 and 190 mm from the left and between 55 and 79 mm from the top. In the widest case the
 * window shows 90 to 200 mm by 44 to 90 mm: there nothing but the address may stand.
 */
export const WINDOW = { left: 100, right: 190, top: 55, bottom: 79 } as const
export const KEPT_FREE = { left: 90, top: 44, bottom: 90 } as const

/** Six lines of at most 38 characters, as the French post asks (NF Z10-011). */
export const ADDRESS = { left: 105, lines: 6, characters: 38, lineHeight: 4, size: 9.5 } as const

export const MARGIN = { left: 20, right: 20, top: 20, bottom: 22 } as const
export const PAGE = { width: 210, height: 297 } as const
export const TEXT_WIDTH = PAGE.width - MARGIN.left - MARGIN.right
export const FONT = { normal: 'Helvetica', bold: 'Helvetica-Bold' } as const
export const SIZE = { text: 10, small: 8 } as const
