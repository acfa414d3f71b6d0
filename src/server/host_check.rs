//! The protection against DNS rebinding: a page on the internet can make a browser connect to this machine under a name of its own, and would
//! then read the catalog as if it were its own site. A server on a loopback address answers only requests for names of this machine.

use std::net::IpAddr;

use http::uri::Authority;

/// Whether a request for `host`, the value of the header `Host`, may come from this machine.
pub(super) fn is_local_host(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    if authority.as_str().contains('@') {
        return false;
    }
    let name = authority.host().trim_end_matches('.').to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.ends_with(".localhost") || address.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_and_addresses_are_local() {
        for host in [
            "localhost",
            "LOCALHOST:7007",
            "catalog.localhost:1",
            "127.0.0.1:7007",
            "[::1]:80",
            "localhost.",
        ] {
            assert!(is_local_host(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:7007",
            "user@localhost",
            "a b",
        ] {
            assert!(!is_local_host(host), "{host}");
        }
    }
}
