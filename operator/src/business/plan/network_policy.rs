//! The worker is reached by scrapers only, and reaches names, PostgreSQL and NATS only.

use k8s_openapi::{
    api::networking::v1::{NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPort, NetworkPolicySpec},
    apimachinery::pkg::{apis::meta::v1::LabelSelector, util::intstr::IntOrString},
};
use secrecy::ExposeSecret;

use super::{Settings, deployment::OPS_PORT, metadata, selector};
use crate::business::validate::ValidBusiness;

const POSTGRES_PORT: u16 = 5432;
const NATS_PORT: u16 = 4222;

pub(super) fn plan(business: &ValidBusiness, settings: &Settings) -> NetworkPolicy {
    let database = port_of(&settings.worker_database_host).unwrap_or(POSTGRES_PORT);
    let bus = port_of(settings.worker_nats_url.expose_secret()).unwrap_or(NATS_PORT);
    NetworkPolicy {
        metadata: metadata(business),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(LabelSelector {
                match_labels: Some(selector(&business.name, &business.tenant)),
                ..LabelSelector::default()
            }),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ingress: Some(vec![NetworkPolicyIngressRule { ports: Some(vec![port("TCP", OPS_PORT)]), from: None }]),
            egress: Some(vec![
                egress(vec![port("UDP", 53), port("TCP", 53)]),
                egress(vec![port("TCP", database.into()), port("TCP", bus.into())]),
            ]),
        }),
    }
}

fn egress(ports: Vec<NetworkPolicyPort>) -> NetworkPolicyEgressRule {
    NetworkPolicyEgressRule { ports: Some(ports), to: None }
}

fn port(protocol: &str, number: i32) -> NetworkPolicyPort {
    NetworkPolicyPort { protocol: Some(protocol.to_owned()), port: Some(IntOrString::Int(number)), ..NetworkPolicyPort::default() }
}

/// The port in `[scheme://][user@]host:port[/rest]`.
fn port_of(address: &str) -> Option<u16> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    host.rsplit_once(':')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn the_port_is_found_in_addresses_of_every_shape() {
        assert_eq!(port_of("10.200.0.1:15432/switchboard"), Some(15432));
        assert_eq!(port_of("nats://user:pa55@bus.example:14222"), Some(14222));
        assert_eq!(port_of("db.example/switchboard?sslmode=require"), None);
        assert_eq!(port_of("[::1]:5433/x"), Some(5433));
    }
}
