//! The product on the cluster: chart, sample businesses, simulated provider, reverse proxy.

pub mod chart;
pub mod http;
pub mod nginx;
pub mod owner;
pub mod samples;
pub mod simulator;
pub mod values;
