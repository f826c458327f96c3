import type { Figure } from "../../rig/figures.ts";

export const FIGURES: readonly Omit<Figure, "measured">[];
export function readFigures(file: string | undefined): readonly Figure[];
