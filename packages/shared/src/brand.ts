declare const brand: unique symbol

/** A value that carries a name at compile time only, so that two kinds of number or text cannot be mixed. */
export type Brand<T, TName extends string> = T & { readonly [brand]: TName }
