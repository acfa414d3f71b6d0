//! Every `idp.yaml` in the reference is valid.

use idp::platform::PlatformConfig;

#[test]
fn the_examples_of_the_reference_are_read() {
    let page = std::fs::read_to_string(crate::project_path("docs/reference/idp-yaml.md")).unwrap();
    let blocks = page
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let examples: Vec<&str> = blocks
        .filter(|block| block.starts_with("organisation"))
        .collect();
    assert!(examples.len() >= 3);
    for example in examples {
        if let Err(error) = PlatformConfig::parse_platform_config("idp.yaml", example) {
            panic!("{error}: {:#?}\n{example}", error.diagnostics());
        }
    }
}
