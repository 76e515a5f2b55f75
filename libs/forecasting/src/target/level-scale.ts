/**
 * The target that all models learn: the distance of the coming hour from the last one, in the service's own scale.
 * NaN in, NaN out.
 */
export function toZ(target: number, level: number, scale: number): number {
  return (target - level) / scale;
}

export function fromZ(z: number, level: number, scale: number): number {
  return level + z * scale;
}
