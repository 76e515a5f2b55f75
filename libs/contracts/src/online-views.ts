/** Views of the online store that more than one service reads; the feature store alone writes them. */
export const ONLINE_VIEWS = {
  /** entity service_id: the packed vector of the service's newest bucket. */
  serviceVector: 'service_vector',
  /** entity service_id: JSON, `OnlineServiceSource`. */
  serviceSource: 'service_source',
  /** entity cluster_id: JSON, `OnlineClusterWindows`. */
  clusterWindows: 'cluster_windows',
  /** entity cluster_id: JSON, `OnlineServiceSource` of its newest record. */
  clusterSource: 'cluster_source',
} as const;

/** Before every key of the online store. */
export const ONLINE_PREFIX = 'headroom';
