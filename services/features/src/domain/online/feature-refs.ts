import { FeastError, plainError } from './feast-error.ts';

/** `view:feature` */
export interface FeatureRef {
  readonly view: string;
  readonly feature: string;
}

/** @throws FeastError for a reference that is none, or names a version of its view */
export function parseRef(ref: string): FeatureRef {
  const colon = ref.indexOf(':');
  if (colon < 0) {
    throw plainError(
      `Invalid feature reference '${ref}'. Expected format: '<feature_view>:<feature>' or '<feature_view>@<version>:<feature>'`,
    );
  }
  const [view, version] = splitVersion(ref.slice(0, colon));
  if (version !== null) {
    throw plainError(
      `Version-qualified ref '${view}@v${version}' not supported: online versioning is disabled. The newest version is online; leave @v${version} out.`,
    );
  }
  return { view, feature: ref.slice(colon + 1) };
}

function splitVersion(view: string): [name: string, version: string | null] {
  const [, name, version] = /^([^@]*)@(?:latest|v(\d+)|)$/i.exec(view) ?? [];
  return name === undefined ? [view, null] : [name, version ?? null];
}

/** @throws FeastError when two of the features would have one name in the answer */
export function refuseCollisions(refs: readonly FeatureRef[], fullNames: boolean): void {
  const nameOf = ({ view, feature }: FeatureRef): string =>
    fullNames ? `${view}__${feature}` : feature;
  const seen = new Set<string>();
  const twice = new Set(refs.map(nameOf).filter((name) => seen.has(name) || !seen.add(name)));
  if (twice.size === 0) return;
  throw new FeastError(
    500,
    'FeatureNameCollisionError',
    `Duplicate features named ${[...twice].join(', ')} found.\n${fullNames ? RENAME_VIEW : USE_FULL_NAMES}`,
  );
}

const USE_FULL_NAMES =
  "To resolve this collision, either use the full feature name by setting 'full_feature_names=True', or ensure that the features in question have different names.";
const RENAME_VIEW =
  "To resolve this collision, please ensure that the feature views or their own features have different names. If you're intentionally joining the same feature view twice on different sets of entities, please rename one of the feature views with '.with_name'.";
