import protobuf from 'protobufjs';
import { z } from 'zod';

/** What is read of a Feast registry's messages; whatever else they hold is passed over. Enums are read as numbers. */
const PROTO = `
syntax = "proto3";

message Registry {
  repeated Entity entities = 1;
  repeated FeatureView feature_views = 6;
  repeated FeatureService feature_services = 7;
  repeated OnDemandFeatureView on_demand_feature_views = 8;
  repeated DataSource data_sources = 12;
  repeated StreamFeatureView stream_feature_views = 14;
  repeated LabelView label_views = 19;
}
message Entity {
  message Spec {
    string name = 1;
    int32 value_type = 2;
    string description = 3;
    string join_key = 4;
    map<string, string> tags = 8;
    string project = 9;
    string owner = 10;
  }
  Spec spec = 1;
}
message Feature {
  string name = 1;
  int32 value_type = 2;
  map<string, string> tags = 3;
  string description = 4;
}
message Duration {
  int64 seconds = 1;
  int32 nanos = 2;
}
message DataSource {
  message FileOptions { string uri = 2; }
  message KafkaOptions { string topic = 2; }
  message CustomOptions { bytes configuration = 1; }
  int32 type = 1;
  map<string, string> field_mapping = 2;
  string timestamp_field = 3;
  string created_timestamp_column = 5;
  FileOptions file_options = 11;
  KafkaOptions kafka_options = 13;
  CustomOptions custom_options = 16;
  string data_source_class_type = 17;
  string name = 20;
  string project = 21;
  string description = 23;
  map<string, string> tags = 24;
  string owner = 25;
  DataSource batch_source = 26;
}
message Function { string name = 1; }
message Transformation { Function user_defined_function = 1; }
message FeatureView {
  message Spec {
    string name = 1;
    string project = 2;
    repeated string entities = 3;
    repeated Feature features = 4;
    map<string, string> tags = 5;
    Duration ttl = 6;
    DataSource batch_source = 7;
    bool online = 8;
    DataSource stream_source = 9;
    string description = 10;
    string owner = 11;
    repeated Feature entity_columns = 12;
    Transformation feature_transformation = 15;
  }
  Spec spec = 1;
}
message StreamFeatureView {
  message Spec {
    string name = 1;
    string project = 2;
    repeated string entities = 3;
    repeated Feature features = 4;
    repeated Feature entity_columns = 5;
    string description = 6;
    map<string, string> tags = 7;
    string owner = 8;
    Duration ttl = 9;
    DataSource batch_source = 10;
    DataSource stream_source = 11;
    bool online = 12;
    Function user_defined_function = 13;
    Transformation feature_transformation = 17;
  }
  Spec spec = 1;
}
message OnDemandFeatureView {
  message Spec {
    string name = 1;
    string project = 2;
    Function user_defined_function = 5;
    Transformation feature_transformation = 10;
  }
  Spec spec = 1;
}
message LabelView {
  message Spec {
    string name = 1;
    string project = 2;
  }
  Spec spec = 1;
}
message Projection {
  string feature_view_name = 1;
  repeated Feature feature_columns = 2;
  string feature_view_name_alias = 3;
  map<string, string> join_key_map = 4;
}
message FeatureService {
  message Spec {
    string name = 1;
    string project = 2;
    repeated Projection features = 3;
    map<string, string> tags = 4;
    string description = 5;
    string owner = 6;
  }
  Spec spec = 1;
}
`;

const text = z.string();
const map = z.record(z.string(), z.string());
const Feature = z.object({ name: text, value_type: z.int(), tags: map, description: text });
const Function = z.object({ name: text }).nullish();
const Transformation = z.object({ user_defined_function: Function }).nullish();

const Source = z.object({
  type: z.int(),
  field_mapping: map,
  timestamp_field: text,
  created_timestamp_column: text,
  file_options: z.object({ uri: text }).nullish(),
  kafka_options: z.object({ topic: text }).nullish(),
  custom_options: z.object({ configuration: z.instanceof(Uint8Array) }).nullish(),
  data_source_class_type: text,
  name: text,
  project: text,
  description: text,
  tags: map,
  owner: text,
  get batch_source() {
    return Source.nullish();
  },
});
export type FeastSource = z.infer<typeof Source>;

const common = { name: text, project: text };
const notes = { description: text, tags: map, owner: text };

const View = z.object({
  spec: z.object({
    ...common,
    ...notes,
    entities: z.array(text),
    features: z.array(Feature),
    entity_columns: z.array(Feature),
    ttl: z.object({ seconds: z.number(), nanos: z.number() }).nullish(),
    batch_source: Source.nullish(),
    stream_source: Source.nullish(),
    online: z.boolean(),
    user_defined_function: Function,
    feature_transformation: Transformation,
  }),
});
export type FeastView = z.infer<typeof View>['spec'];

const Registry = z.object({
  entities: z.array(
    z.object({ spec: z.object({ ...common, ...notes, value_type: z.int(), join_key: text }) }),
  ),
  feature_views: z.array(View),
  stream_feature_views: z.array(View),
  on_demand_feature_views: z.array(
    z.object({
      spec: z.object({
        ...common,
        user_defined_function: Function,
        feature_transformation: Transformation,
      }),
    }),
  ),
  label_views: z.array(z.object({ spec: z.object(common) })),
  feature_services: z.array(
    z.object({
      spec: z.object({
        ...common,
        ...notes,
        features: z.array(
          z.object({
            feature_view_name: text,
            feature_view_name_alias: text,
            feature_columns: z.array(Feature),
            join_key_map: map,
          }),
        ),
      }),
    }),
  ),
  data_sources: z.array(Source),
});
export type FeastRegistry = z.infer<typeof Registry>;

/** @throws Error when the bytes are no registry */
export function decodeRegistry(bytes: Uint8Array): FeastRegistry {
  const type = protobuf.parse(PROTO, { keepCase: true }).root.lookupType('Registry');
  const read: unknown = type.toObject(type.decode(bytes), { longs: Number, defaults: true });
  return Registry.parse(read);
}
