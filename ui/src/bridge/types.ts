/** The boundary's types under one roof, so that only this file knows where they are generated. */
export type * from "../generated/boundary";
