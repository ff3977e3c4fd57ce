// Wrong on purpose: the compiler must refuse a text where a number is promised.
export const days: number = 'thirty'
