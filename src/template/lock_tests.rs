//! A lock round-trips through YAML, and nothing else parses as a lock.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::template::CurrentOrLegacyLockFile;

fn parse_lock(text: &str) -> Result<CurrentOrLegacyLockFile> {
    CurrentOrLegacyLockFile::parse(LockFile::LOCK_FILE_PATH, text)
}

/// Arbitrary strings, and strings that YAML parsers tend to read as another type.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~éß\u{2028}]{0,20}",
        prop::sample::select(vec![
            "no",
            "~",
            "1.0",
            "2026-11-23",
            "- a",
            "a: b",
            "{}",
            "#",
            "'\""
        ])
        .prop_map(str::to_owned),
    ]
}

fn any_database() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(json!({"mode": "existingSecret"})),
        (any_text(), any_text(), any_text()).prop_map(|(store, key, property)| {
            json!({"mode": "externalSecret", "store": store, "key": key, "property": property,
                "storeKind": "SecretStore"})
        }),
        (1..=9, any_text(), any::<bool>()).prop_map(|(instances, identity, has_backup)| {
            let backup = json!({"destination": "gs://x/{name}", "retention": "2w",
                "credentials": {"identity": identity}});
            json!({"mode": "cloudNativePG", "instances": instances,
                "backup": if has_backup { backup } else { Json::Null }})
        }),
    ]
}

fn any_route() -> impl Strategy<Value = Json> {
    let routes = vec![
        json!(null),
        json!({"kind": "alb", "host": "{name}.acme.dev"}),
        json!({"kind": "app-routing", "host": "{name}.acme.dev", "tlsSecret": "{name}-tls"}),
        json!({"kind": "ingress", "host": "{name}.acme.dev", "className": "nginx", "tls": false}),
        json!({"kind": "httproute", "host": "{name}.acme.dev", "gateway": {"name": "a", "namespace": "b"}}),
    ];
    (prop::sample::select(routes), any_text()).prop_map(|(mut route, text)| {
        if route.is_object() {
            route["annotations"] = json!({"acme.dev/why": text});
        }
        route
    })
}

fn any_environments() -> impl Strategy<Value = DeploymentEnvironments> {
    let environment = || {
        (any_database(), any_route(), any_text()).prop_map(|(database, route, text)| {
        json!({"database": database, "route": route, "variables": {"A_1": text}, "approval": "reviewers"})
    })
    };
    (environment(), environment()).prop_map(|(staging, production)| {
        serde_json::from_value(json!({"staging": staging, "production": production})).unwrap()
    })
}

fn any_delivery() -> impl Strategy<Value = ImageDeliveryConfig> {
    let registries = vec![
        json!("ghcr"),
        json!({"ecr": {"account": "111111111111", "region": "eu-central-1"}}),
        json!({"gar": {"project": "acme-images", "location": "europe", "repository": "services"}}),
        json!({"acr": "acmeimages"}),
        json!({"host": "registry.acme.dev:5000/x"}),
    ];
    let runners = vec![json!("big"), json!([]), json!(["self-hosted", "linux"])];
    let all = (
        prop::sample::select(registries),
        prop::sample::select(runners),
        any_text(),
    );
    all.prop_map(|(registry, runner, github)| {
        serde_json::from_value(
            json!({"registry": registry, "github": github, "pullSecrets": ["registry.acme"],
            "runner": runner, "architectures": ["arm64", "amd64"]}),
        )
        .unwrap()
    })
}

fn any_input() -> impl Strategy<Value = InputValue> {
    prop_oneof![
        any::<bool>().prop_map(InputValue::Boolean),
        any::<i64>().prop_map(InputValue::Integer),
        any_text().prop_map(InputValue::Text),
        prop::collection::vec(any_text(), 0..3).prop_map(InputValue::List),
    ]
}

fn any_blob() -> impl Strategy<Value = GitBlobId> {
    any::<u64>().prop_map(|seed| GitBlobId::hash_bytes(&seed.to_le_bytes()).unwrap())
}

fn any_opt_out() -> impl Strategy<Value = OptOut> {
    (any_text(), any_text(), 1..=365i16).prop_map(|(feature, reason, day)| {
        let since = jiff::civil::date(2026, 1, 1)
            .with()
            .day_of_year(day)
            .build();
        OptOut {
            feature,
            reason,
            since: since.unwrap(),
            until: jiff::civil::date(2027, 1, 31),
        }
    })
}

fn any_files() -> impl Strategy<Value = BTreeMap<RelPath, LockFileEntry>> {
    let path = "[a-z@(){}#!&, -]{0,12}[a-zé_](/[.a-z]{0,5}[a-z-]){0,2}"
        .prop_filter_map("no path", |text| RelPath::parse(&text).ok());
    let class = prop::sample::select(vec![FileClass::Managed, FileClass::Merged, FileClass::Seed]);
    let file = (class, any_blob()).prop_map(|(class, blob)| LockFileEntry { class, blob });
    prop::collection::btree_map(path, file, 0..4)
}

/// Any lock whose digest is that of its files.
fn any_lock() -> impl Strategy<Value = LockFile> {
    let texts = prop::collection::vec(any_text(), 12);
    let layers =
        prop::collection::btree_map(any_text(), any_blob().prop_map(TemplateDigest::from), 0..3);
    let lists = (
        prop::collection::btree_map(any_text(), any_input(), 0..4),
        prop::collection::vec(any_opt_out(), 0..3),
        any_files(),
    );
    let all = (
        texts,
        any_blob(),
        layers,
        any::<bool>(),
        any_delivery(),
        any_environments(),
        lists,
    );
    all.prop_map(
        |(texts, digest, layers, has_system, delivery, environments, (inputs, opt_outs, files))| {
            let mut texts = texts.into_iter();
            let mut text = || texts.next().unwrap();
            LockFile {
                api_version: LockFileFormat::V2,
                kind: LockFileKindField::Lock,
                idp: text(),
                platform: Some(text()),
                entity: Some(
                    EntityRefBuf::try_from("component:default/checkout".to_owned()).unwrap(),
                ),
                template: LockedTemplate {
                    name: text(),
                    version: text(),
                    digest: digest.into(),
                    layers,
                },
                description: text(),
                owner: OwnerTemplateValues {
                    reference: EntityRefBuf::try_from("group:default/payments".to_owned()).unwrap(),
                    name: text(),
                    title: text(),
                    team: text(),
                },
                system: has_system.then(&mut text),
                organisation: text(),
                repository: LockFileRepository {
                    slug: text(),
                    url: text(),
                    default_branch: "main".to_owned(),
                },
                delivery,
                environments,
                inputs,
                opt_outs,
                files_digest: hash_file_list(&files).unwrap(),
                files,
            }
        },
    )
}

proptest! {
    #[test]
    fn any_lock_reads_back(lock in any_lock()) {
        let yaml = lock.to_yaml().unwrap();
        let CurrentOrLegacyLockFile::Current(parsed) = parse_lock(&yaml).unwrap() else { panic!("{yaml}") };
        prop_assert_eq!(&*parsed, &lock, "{}", yaml);
        prop_assert_eq!(parsed.to_yaml().unwrap(), yaml.as_str());
        // A Windows checkout, saved by a Windows editor.
        let windows = format!("\u{feff}{}", yaml.replace('\n', "\r\n"));
        prop_assert_eq!(parse_lock(&windows).unwrap(), CurrentOrLegacyLockFile::Current(parsed));
    }

    #[test]
    fn a_lock_cut_off_anywhere_is_none(lock in any_lock(), part in 0.0..1.0f64) {
        let yaml = lock.to_yaml().unwrap();
        let whole = yaml.trim_end();
        let cut = whole.floor_char_boundary((whole.len() as f64 * part) as usize);
        prop_assert!(parse_lock(&whole[..cut]).is_err(), "{}", &whole[..cut]);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), key in "[a-zA-Z]{1,8}") {
        let _ = parse_lock(&text);
        let _ = parse_lock(&format!("apiVersion: idp.dev/v2\n{key}: {text}\n"));
    }
}
