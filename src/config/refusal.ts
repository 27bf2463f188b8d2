/** A value is not accepted; the message goes on after the variable's name and says what it must be instead. */
export class Refusal extends Error {}
