//! The links of entities: the address of a running service is in an alert more often than that of its repository.

use url::Url;

use crate::catalog::{Catalog, Entity};

/// The entities with a link to `asked` or to a page above it, those with the nearest one.
pub(super) fn find_entities_by_link<'c>(catalog: &'c Catalog, asked: &Url) -> Vec<&'c Entity> {
    let depth_of = |entity: &Entity| {
        let links = entity
            .links()
            .filter_map(|link| Url::parse(link.url.text).ok());
        links.filter_map(|link| match_depth(&link, asked)).max()
    };
    let depths: Vec<(usize, &Entity)> = catalog
        .entities
        .iter()
        .filter_map(|entity| Some((depth_of(entity)?, entity)))
        .collect();
    let nearest = depths.iter().map(|(depth, _)| *depth).max();
    let found = depths
        .into_iter()
        .filter(|(depth, _)| Some(*depth) == nearest);
    found.map(|(_, entity)| entity).collect()
}

/// The length of the path of `link`, if `asked` is that page or one below it.
fn match_depth(link: &Url, asked: &Url) -> Option<usize> {
    if link.host_str()? != asked.host_str()?
        || link.port_or_known_default() != asked.port_or_known_default()
    {
        return None;
    }
    let (folder, path) = (link.path().trim_end_matches('/'), asked.path());
    let rest = path.strip_prefix(folder)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(folder.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(link: &str, asked: &str) -> Option<usize> {
        match_depth(&Url::parse(link).unwrap(), &Url::parse(asked).unwrap())
    }

    #[test]
    fn a_link_covers_the_pages_below_it() {
        let shop = "https://shop.acme.example";
        assert_eq!(depth(shop, "https://shop.acme.example/api/v1"), Some(0));
        assert_eq!(
            depth(
                "https://shop.acme.example/api/",
                "https://shop.acme.example/api"
            ),
            Some(4)
        );
        assert_eq!(
            depth(
                "https://shop.acme.example/api",
                "https://shop.acme.example/apis"
            ),
            None
        );
        assert_eq!(depth(shop, "https://acme.example/"), None);
        assert_eq!(depth(shop, "https://shop.acme.example:8443/"), None);
    }
}
